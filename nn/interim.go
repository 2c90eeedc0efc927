package nn

// KnowTiny makes the encoder of old runs in tests known for the time being.
func KnowTiny() {
	architectures["tiny"] = func(b *builder) []layer {
		return append(resnet(b, 1, 4, 8), b.linear("hidden1", 16), new(relu))
	}
}

// ForgetTiny takes it away again.
func ForgetTiny() { delete(architectures, "tiny") }
