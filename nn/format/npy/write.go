package npy

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"strings"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/nn/format/array"
	"github.com/abc86604/temper/nn/format/atomicfile"
)

// WriteFloat32 writes m, of any stride, as a float32 matrix in C order. The
// file appears, or replaces an older one, only when it is complete.
func WriteFloat32(path string, m blas32.General) error {
	return writeFile(path, func(w io.Writer) error { return EncodeFloat32(w, m) })
}

// EncodeFloat32 writes to w what [WriteFloat32] writes into a file. Errors are w's.
func EncodeFloat32(w io.Writer, m blas32.General) error {
	return EncodeRows(w, m.Rows, m.Cols, func(write func(blas32.General) error) error { return write(m) })
}

// WriteInt64 writes v as a vector of dtype '<i8', as atomically as
// [WriteFloat32].
func WriteInt64(path string, v []int) error {
	return writeFile(path, func(w io.Writer) error { return EncodeInt64(w, v) })
}

// EncodeInt64 writes to w what [WriteInt64] writes into a file. Errors are w's.
func EncodeInt64(w io.Writer, v []int) error {
	return encode(w, "<i8", []int64{int64(len(v))}, func(w *bufio.Writer) error {
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
	if err := checkRegular(path); err != nil {
		return err
	}
	f, err := atomicfile.Create(path, permissions)
	if err != nil {
		return fmt.Errorf("%s: cannot write: %w", path, err)
	}
	return f.Cleanup()
}

// permissions are those of new files, less the umask.
const permissions = 0o644

// checkRegular returns an error if there is something other than a regular file
// at path: renaming over a device such as /dev/null would remove it.
func checkRegular(path string) error {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("%s: cannot write: not a regular file", path)
	}
	return nil
}

// writeFile writes a file as a whole.
func writeFile(path string, write func(io.Writer) error) error {
	if err := checkRegular(path); err != nil {
		return err
	}
	if err := atomicfile.Replace(path, permissions, write); err != nil {
		return fmt.Errorf("%s: cannot write: %w", path, err)
	}
	return nil
}

// encode writes a header and what data writes after it.
func encode(to io.Writer, descr string, dims []int64, data func(*bufio.Writer) error) error {
	w := bufio.NewWriterSize(to, bufferSize)
	w.WriteString(headerText(descr, dims)) // a failure stays with w until Flush
	if err := data(w); err != nil {
		return err
	}
	return w.Flush()
}

// headerText is a version 1.0 header, padded as NumPy pads it: the data starts
// at a multiple of 64 bytes.
func headerText(descr string, dims []int64) string {
	dict := fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': %s, }", descr, array.ShapeString(dims))
	const fixed = len(magic) + 2 + 2
	end := (fixed + len(dict) + 1 + 63) / 64 * 64
	dict += strings.Repeat(" ", end-fixed-len(dict)-1) + "\n"
	length := binary.LittleEndian.AppendUint16(nil, uint16(len(dict)))
	return magic + "\x01\x00" + string(length) + dict
}
