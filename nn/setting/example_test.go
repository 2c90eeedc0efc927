package setting_test

import (
	"fmt"

	"github.com/abc86604/temper/nn/setting"
)

func Example() {
	var s struct {
		Epochs int     `json:"epochs" default:"50" range:"[1,)" help:"times that every image is seen"`
		LR     float64 `json:"lr" default:"0.03" range:"(0,)" help:"learning rate"`
	}
	setting.SetDefaults(&s)
	for _, one := range setting.Of(&s) {
		fmt.Printf("--%s %s (default %s)\n", one.Flag(), one.Help, one.Default)
	}
	s.Epochs = 0
	fmt.Println(setting.Check(&s))
	// Output:
	// --epochs times that every image is seen (default 50)
	// --lr learning rate (default 0.03)
	// epochs 0: want at least 1
}
