package nn

// An arena is the memory of an encoder's parameters: all values in one array, in the
// order of State, and all gradients in another, so that what is done to every value is
// cut by values and not by layers.
type arena struct{ values, grads []float32 }

// newArena moves the params into one. Their values stay.
func newArena(params []*Param) arena {
	var a arena
	var values, grads int
	for _, p := range params {
		values += len(p.Value)
		grads += len(p.Grad)
	}
	a.values, a.grads = make([]float32, 0, values), make([]float32, 0, grads)
	for _, p := range params {
		p.Value = moved(&a.values, p.Value)
		if p.Grad != nil {
			p.Grad = moved(&a.grads, p.Grad)
		}
	}
	return a
}

// moved appends old to memory and returns it at its new place.
func moved(memory *[]float32, old []float32) []float32 {
	at := len(*memory)
	*memory = append(*memory, old...)
	return (*memory)[at:len(*memory):len(*memory)]
}
