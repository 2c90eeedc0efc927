package atomicfile_test

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/abc86604/temper/nn/format/atomicfile"
)

func ExampleReplace() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "epochs.txt")
	for epoch := range 3 {
		err := atomicfile.Replace(path, 0o644, func(w io.Writer) error {
			_, err := fmt.Fprintln(w, "epochs done:", epoch+1)
			return err
		})
		if err != nil {
			fmt.Println(err)
			return
		}
	}
	text, err := os.ReadFile(path)
	fmt.Print(string(text), err)
	// Output:
	// epochs done: 3
	// <nil>
}
