package train

import "github.com/abc86604/temper/nn"

import "testing"

// Values are chosen so that every product and sum is exact.
func TestSGD(t *testing.T) {
	weight := &nn.Param{Name: "w", Value: []float32{1}, Grad: []float32{0.5}, Decay: true}
	bias := &nn.Param{Name: "b", Value: []float32{1}, Grad: []float32{0.5}}
	o := newSGD([]*nn.Param{weight, bias}, 0.5, 0.25)
	o.step(0.5, 1)
	// d = 0.5 + 0.25·1 = 0.75, v = 0.75, w = 1 - 0.5·0.75; no decay on the bias.
	if weight.Value[0] != 0.625 || bias.Value[0] != 0.75 {
		t.Errorf("after one step: %v and %v, want 0.625 and 0.75", weight.Value[0], bias.Value[0])
	}
	o.step(0.5, 2)
	// d = 0.5 + 0.25·0.625 = 0.65625, v = 0.375 + d = 1.03125; bias v = 0.75.
	if weight.Value[0] != 0.625-0.515625 || bias.Value[0] != 0.375 {
		t.Errorf("after two: %v and %v, want 0.109375 and 0.375", weight.Value[0], bias.Value[0])
	}
}
