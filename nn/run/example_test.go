package run_test

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/abc86604/temper/nn/format/safetensors"
	"github.com/abc86604/temper/nn/run"
)

// Keep two checkpoints of a run, lose the newest, and go on from the one before it.
func Example() {
	parent, err := os.MkdirTemp("", "run")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(parent)
	dir := filepath.Join(parent, "run")
	folder, err := run.Lock(dir)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer folder.Unlock()
	weight := safetensors.Tensor{Name: "weight", Shape: []int{1}, Data: []float32{0}}
	for step := 1; step <= 2; step++ {
		weight.Data[0] = float32(step)
		err := folder.Save(run.Checkpoint{
			Metadata: map[string]string{"step": fmt.Sprint(step)},
			Tensors:  []safetensors.Tensor{weight},
		})
		if err != nil {
			fmt.Println(err)
			return
		}
	}
	os.Truncate(filepath.Join(dir, run.CheckpointFile), 10)

	file, err := run.Open(dir)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer file.Close()
	err = file.ReadAll([]safetensors.Tensor{weight})
	fmt.Println("step", file.Metadata["step"], "weight", weight.Data, "damaged:", file.Notice != "", err)
	// Output:
	// step 1 weight [1] damaged: true <nil>
}
