package nn

// Operations are the floating-point operations that the products of an encoder's layers
// take for an image, a multiply-add being two. Nothing else is counted: it is little.
type Operations struct {
	Forward float64 // of an embedding, if every product is made directly
	Step    float64 // of a step of training, likewise
	// Executed are those of a step as they are made. Winograd's algorithm takes 16
	// products for each tile of 2×2 outputs, where the direct one takes 36; its transforms
	// are not counted.
	Executed float64
}

// Operations counts the operations of a pass.
func (e *Encoder) Operations() Operations {
	total := e.training.projection.operations()
	for _, l := range e.training.body {
		total = total.plus(l.operations())
	}
	return total
}

// NumParams is the number of trainable values.
func (e *Encoder) NumParams() int { return len(e.arena.grads) }

func (o Operations) plus(p Operations) Operations {
	return Operations{o.Forward + p.Forward, o.Step + p.Step, o.Executed + p.Executed}
}

// layerOperations are those of a layer, given the multiply-adds of its output. A step
// makes three products of that size: the output, and the gradients of weights and input.
// The first layer makes two, as images need no gradient.
func layerOperations(direct, executed float64, first bool) Operations {
	products := 3.0
	if first {
		products = 2
	}
	return Operations{2 * direct, 2 * products * direct, 2 * products * executed}
}

func (l *linear) operations() Operations {
	n := float64(len(l.weight.Value))
	return layerOperations(n, n, l.first)
}

func (*relu) operations() Operations { return Operations{} }

func (t *trunk) operations() Operations {
	var total Operations
	for _, b := range t.blocks {
		for _, s := range b.stages() {
			total = total.plus(s.operations())
		}
	}
	return total
}

func (s *stage) operations() Operations {
	p := s.plan
	channels := float64(p.In) * float64(p.Out)
	direct := float64(channels * float64(p.Kernel*p.Kernel) * float64(p.OutHeight()) * float64(p.OutWidth()))
	executed := direct
	if p.Winograd() {
		executed = channels * 16 * float64((p.OutHeight()+1)/2) * float64((p.OutWidth()+1)/2)
	}
	return layerOperations(direct, executed, p.Pixels)
}
