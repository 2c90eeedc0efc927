package picture

import (
	"bytes"
	"context"
)

// reader reads the contents of a file until ctx ends, and then gives its error. It has
// the methods that decoders ask for before they copy, and none to read past ctx.
type reader struct {
	ctx  context.Context
	from *bytes.Reader
}

func newReader(ctx context.Context, contents []byte) reader {
	return reader{ctx, bytes.NewReader(contents)}
}

func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.from.Read(p)
}

func (r reader) ReadAt(p []byte, at int64) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.from.ReadAt(p, at)
}
