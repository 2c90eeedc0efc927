package nn

// mlp is two hidden layers over all pixels of an image: the quickest encoder,
// and the one to compare the convolutions with.
func mlp(b *builder) []layer {
	return []layer{
		b.linear("hidden1", 512), new(relu),
		b.linear("hidden2", 256), new(relu),
	}
}
