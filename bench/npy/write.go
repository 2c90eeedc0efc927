package npy

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"

	"github.com/google/renameio/v2"
	"gonum.org/v1/gonum/blas/blas32"
)

// WriteFloat32 writes m, of any stride, as a float32 matrix in C order. The
// file appears, or replaces an older one, only when it is complete.
func WriteFloat32(path string, m blas32.General) error {
	dims := []int64{int64(m.Rows), int64(m.Cols)}
	return writeFile(path, "<f4", dims, func(w *bufio.Writer) error {
		var item [4]byte
		for r := range m.Rows {
			for _, v := range m.Data[r*m.Stride:][:m.Cols] {
				binary.LittleEndian.PutUint32(item[:], math.Float32bits(v))
				if _, err := w.Write(item[:]); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// WriteInt64 writes v as a vector of dtype '<i8', as atomically as
// [WriteFloat32].
func WriteInt64(path string, v []int) error {
	return writeFile(path, "<i8", []int64{int64(len(v))}, func(w *bufio.Writer) error {
		var item [8]byte
		for _, e := range v {
			binary.LittleEndian.PutUint64(item[:], uint64(int64(e)))
			if _, err := w.Write(item[:]); err != nil {
				return err
			}
		}
		return nil
	})
}

// CheckWritable returns an error naming path if a file could not be written
// there: the folder is missing or refuses a new file, or path is there already
// and is no regular file. It leaves nothing behind. Long work calls it first.
func CheckWritable(path string) error {
	f, err := create(path)
	if err != nil {
		return err
	}
	return f.Cleanup()
}

// create opens the temporary file that is to replace path, in its folder.
func create(path string) (*renameio.PendingFile, error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		// Renaming over a device such as /dev/null would remove it.
		return nil, fmt.Errorf("%s: cannot write: not a regular file", path)
	}
	f, err := renameio.NewPendingFile(path, renameio.WithTempDir(filepath.Dir(path)), renameio.WithPermissions(0o644))
	if err != nil {
		var pathErr *os.PathError // its path is the temporary one
		if errors.As(err, &pathErr) {
			err = pathErr.Err
		}
		return nil, fmt.Errorf("%s: cannot write: %w", path, err)
	}
	return f, nil
}

// writeFile writes a header and what data writes after it.
func writeFile(path, descr string, dims []int64, data func(*bufio.Writer) error) error {
	f, err := create(path)
	if err != nil {
		return err
	}
	defer f.Cleanup()
	w := bufio.NewWriterSize(f, bufferSize)
	w.WriteString(headerText(descr, dims)) // a failure stays with w until Flush
	err = data(w)
	if err == nil {
		err = w.Flush()
	}
	if err == nil {
		err = f.CloseAtomicallyReplace()
	}
	if err != nil {
		return fmt.Errorf("%s: cannot write: %w", path, err)
	}
	return nil
}

// headerText is a version 1.0 header, padded as NumPy pads it: the data starts
// at a multiple of 64 bytes.
func headerText(descr string, dims []int64) string {
	dict := fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': %s, }", descr, pythonTuple(dims))
	const fixed = len(magic) + 2 + 2
	end := (fixed + len(dict) + 1 + 63) / 64 * 64
	dict += strings.Repeat(" ", end-fixed-len(dict)-1) + "\n"
	length := binary.LittleEndian.AppendUint16(nil, uint16(len(dict)))
	return magic + "\x01\x00" + string(length) + dict
}
