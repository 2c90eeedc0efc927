package suite

import (
	"testing"

	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/data"
)

func encoderOf(t *testing.T, name string, height, width, channels int) *nn.Encoder {
	t.Helper()
	e, err := nn.NewEncoder(name, data.Shape{Height: height, Width: width, Channels: channels}, 128, 1)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// The operations of resnet8, written out layer by layer.
func TestOperationsOfResNet8(t *testing.T) {
	const (
		stem       = 2 * 1024 * 9 * 3 * 16
		stride1    = 2 * 9 * (1024*2*16*16 + 256*32*32 + 64*64*64)
		stride2    = 2 * 9 * (256*16*32 + 64*32*64)
		shortcuts  = 2 * (256*16*32 + 64*32*64)
		projection = 2 * 64 * 128
	)
	e := encoderOf(t, "resnet8", 32, 32, 3)
	near(t, "direct", operationsOf(e, false).direct, 2*stem+3*(stride1+stride2+shortcuts+projection))
	near(t, "executed directly", operationsOf(e, false).executed, operationsOf(e, false).direct)
	near(t, "executed", operationsOf(e, true).executed, 2*stem+3*(stride1*16./36+stride2+shortcuts+projection))
	near(t, "direct beside Winograd", operationsOf(e, true).direct, operationsOf(e, false).direct)
}

// Sides are rounded up where a stage halves them, and tiles at the border are
// whole ones.
func TestOperationsOfOddSides(t *testing.T) {
	e := encoderOf(t, "resnet8", 7, 5, 1)
	const (
		stem    = 2 * 35 * 9 * 16
		direct2 = 2 * (12*9*16*32 + 4*9*32*64 + 12*16*32 + 4*32*64 + 64*128)
		blocks  = 2 * 9 * (35*2*16*16 + 12*32*32 + 4*64*64)
		tiles   = 2 * 16 * (12*2*16*16 + 4*32*32 + 1*64*64)
	)
	near(t, "direct", operationsOf(e, false).direct, 2*stem+3*(blocks+direct2))
	near(t, "executed", operationsOf(e, true).executed, 2*stem+3*(tiles+direct2))
}

func TestOperationsOfLinearLayers(t *testing.T) {
	e := encoderOf(t, "mlp", 4, 4, 1)
	want := 2. * (2*16*512 + 3*512*256 + 3*256*128)
	near(t, "mlp", operationsOf(e, true).executed, want)
}
