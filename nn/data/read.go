package data

import (
	"bytes"
	"context"
	"io"
	"os"
)

// readSize is how many bytes are read at most between two looks at a context.
const readSize = 1 << 20

// reader reads from another reader until ctx ends, and then gives its error.
type reader struct {
	ctx  context.Context
	from io.Reader
}

func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.from.Read(p[:min(len(p), readSize)])
}

// readFile is os.ReadFile with a context.
func readFile(ctx context.Context, path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	var contents bytes.Buffer
	contents.Grow(int(info.Size()) + bytes.MinRead)
	if _, err := contents.ReadFrom(reader{ctx, file}); err != nil {
		return nil, err
	}
	return contents.Bytes(), nil
}
