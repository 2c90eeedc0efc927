package npy

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// fileText is a file as NumPy writes it, with the given dictionary and data.
func fileText(version byte, dict string, data ...byte) string {
	text := magic + string([]byte{version, 0})
	if version == 1 {
		text += string(binary.LittleEndian.AppendUint16(nil, uint16(len(dict))))
	} else {
		text += string(binary.LittleEndian.AppendUint32(nil, uint32(len(dict))))
	}
	return text + dict + string(data)
}

func dictText(descr, order, shape string) string {
	return fmt.Sprintf("{'descr': '%s', 'fortran_order': %s, 'shape': %s, }      \n", descr, order, shape)
}

func floats(v ...float32) []byte {
	var b []byte
	for _, f := range v {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(f))
	}
	return b
}

func write(t testing.TB, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.npy")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestReadFloat32Versions(t *testing.T) {
	dicts := []string{
		dictText("<f4", "False", "(2, 3)"),
		`{"shape":(2,3,),"fortran_order":False,"descr":"<f4"}`,
		"{'descr': '<f4', 'fortran_order': False, 'shape': (2L, 3L)}\n",
		"{'descr': '=f4', 'fortran_order': False, 'shape': (np.int64(2), np.uint8( 3 ), )}\n",
		"{'descr': 'f4', 'fortran_order': False, 'shape': (1, np.int32(2), 1, 3, 1)}\n",
	}
	for version := byte(1); version <= 3; version++ {
		for _, dict := range dicts {
			m, err := ReadFloat32(write(t, fileText(version, dict, floats(1, 2, 3, 4, 5, -6.5)...)))
			if err != nil {
				t.Fatalf("version %d, %q: %v", version, dict, err)
			}
			if m.Rows != 2 || m.Cols != 3 || m.Stride != 3 || m.Data[2] != 3 || m.Data[5] != -6.5 {
				t.Errorf("version %d, %q: got %+v", version, dict, m)
			}
		}
	}
}

func TestReadIntsEveryDtype(t *testing.T) {
	le := binary.LittleEndian
	for descr, b := range map[string][]byte{
		"|i1": {0xfe, 7}, "<i1": {0xfe, 7},
		"<i2": le.AppendUint16(le.AppendUint16(nil, 0xfffe), 7),
		"<i4": le.AppendUint32(le.AppendUint32(nil, 0xfffffffe), 7),
		"<i8": le.AppendUint64(le.AppendUint64(nil, 0xfffffffffffffffe), 7),
	} {
		got, err := ReadInts(write(t, fileText(1, dictText(descr, "False", "(2,)"), b...)))
		if err != nil || got[0] != -2 || got[1] != 7 {
			t.Errorf("%s: got %v, %v, want [-2 7]", descr, got, err)
		}
	}
	for descr, b := range map[string][]byte{
		"|u1": {200, 7},
		"<u2": le.AppendUint16(le.AppendUint16(nil, 200), 7),
		"<u4": le.AppendUint32(le.AppendUint32(nil, 200), 7),
		"<u8": le.AppendUint64(le.AppendUint64(nil, 200), 7),
	} {
		got, err := ReadInts(write(t, fileText(1, dictText(descr, "False", "(2,)"), b...)))
		if err != nil || got[0] != 200 || got[1] != 7 {
			t.Errorf("%s: got %v, %v, want [200 7]", descr, got, err)
		}
	}
}

// Every bad file is one line that names the file and says what is wrong.
func TestReadFloat32Bad(t *testing.T) {
	good := fileText(1, dictText("<f4", "False", "(2, 1)"), floats(1, 2)...)
	at := func(descr, order, shape string) string {
		return fileText(1, dictText(descr, order, shape), floats(1, 2)...)
	}
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", "ends inside its header"},
		{"another format", "PK\x03\x04 something else", "not a .npy file"},
		{"cut magic", good[:4], "ends inside its header"},
		{"cut length", good[:9], "ends inside its header"},
		{"cut dictionary", good[:40], "ends inside its header"},
		{"cut data", good[:len(good)-1], "takes 8 bytes of data, the file has 7"},
		{"no data", good[:len(good)-8], "the file has 0"},
		{"trailing data", good + "x", "1 bytes follow the data"},
		{"version 4", fileText(4, dictText("<f4", "False", "(2, 1)"), floats(1, 2)...), "version 4.0"},
		{"huge header", magic + "\x02\x00\xff\xff\xff\xff{", "claims 4294967295 bytes"},
		{"far shape", at("<f4", "False", "(1000000000000, 4)"), "takes 16000000000000 bytes"},
		{"overflow", at("<f4", "False", "(4611686018427387904, 4)"), "beyond any file"},
		{"overflow of the bytes", at("<f4", "False", "(4611686018427387904, 1)"), "beyond any file"},
		{"overflow of the sign", at("<f4", "False", "(2305843009213693952, 1)"), "beyond any file"},
		{"overflow of 64 bits", at("<f4", "False", "(9223372036854775807, 9223372036854775807)"), "beyond any file"},
		{"number beyond int64", at("<f4", "False", "(99999999999999999999, 1)"), "not a tuple"},
		{"negative", at("<f4", "False", "(-2, 1)"), "not a tuple"},
		{"number for a tuple", at("<f4", "False", "(2)"), "not a tuple"},
		{"zero rows", at("<f4", "False", "(0, 4)"), "holds nothing"},
		{"one dimension", at("<f4", "False", "(2,)"), "want two dimensions"},
		{"three dimensions", at("<f4", "False", "(1, 2, 1, 3, 4)"), "want two dimensions"},
		{"no dimension", at("<f4", "False", "()"), "want two dimensions"},
		{"bfloat16", at("<V2", "False", "(2, 2)"), "bfloat16, which .npy cannot say: save it as float32: z.astype(np.float32)"},
		{"float8", at("|V1", "False", "(2, 4)"), "raw bytes"},
		{"objects", at("|O", "False", "(2, 1)"), "Python objects, a pickle"},
		{"complex", at("<c8", "False", "(1, 1)"), "np.hstack([z.real, z.imag])"},
		{"long double", at("<f16", "False", "(1, 1)"), "z.astype(np.float64)"},
		{"text", at("<U1", "False", "(2, 1)"), "np.unique(y, return_inverse=True)[1]"},
		{"dates", at("<M8[ns]", "False", "(1, 1)"), "dates or times"},
		{"odd integer", at("<i3", "False", "(2, 1)"), "'<i3' is unknown"},
		{"no dtype", at("", "False", "(2, 1)"), "dtype '' is unknown"},
		{"no letter", at("<", "False", "(2, 1)"), "dtype '<' is unknown"},
		{"no number", at("<i8", "False", "(np.int64(1), np.float64(1))"), "not a tuple"},
		{"open number", at("<f4", "False", "(np.int64(2, 1)"), "not a tuple"},
		{"number of another", at("<f4", "False", "(np.system(2), 1)"), "not a tuple"},
		{"no order", at("<f4", "Maybe", "(2, 1)"), "neither True nor False"},
		{"record", fileText(1, "{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (2, 1)}", floats(1, 2)...), "records, whose dtype has fields: save one of them"},
		{"key missing", fileText(1, "{'descr': '<f4', 'shape': (2, 1)}", floats(1, 2)...), "not all there"},
		{"key twice", fileText(1, "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), 'descr': '<f4'}", floats(1, 2)...), "twice"},
		{"unknown key", fileText(1, "{'color': 'red', }"), "unknown key"},
		{"no dictionary", fileText(1, "[1, 2]"), "no dictionary"},
		{"open dictionary", fileText(1, "{'descr': '<f4'"), "no comma"},
		{"open string", fileText(1, "{'descr"), "does not end"},
		{"text after", fileText(1, dictText("<f4", "False", "(2, 1)")+"x", floats(1, 2)...), "after the dictionary"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := write(t, c.text)
			m, err := ReadFloat32(path)
			checkError(t, err, path, c.want)
			if m.Data != nil {
				t.Error("data came back beside the error")
			}
		})
	}
}

func TestReadIntsBad(t *testing.T) {
	eight := make([]byte, 8)
	for _, c := range []struct{ name, text, want string }{
		{"fraction", fileText(1, dictText("<f4", "False", "(2,)"), floats(1, 2.5)...), "row 1: 2.5 is no whole number"},
		{"two dimensions", fileText(1, dictText("<i4", "False", "(2, 2)"), eight...), "int32 of shape (2, 2), want integers in one dimension"},
		{"no dimension", fileText(1, dictText("<i8", "False", "()"), eight...), "want integers in one dimension"},
		{"cut data", fileText(1, dictText("<i8", "False", "(2,)"), eight...), "the file has 8"},
		{"beyond int", fileText(1, dictText("<u8", "False", "(1,)"), 0, 0, 0, 0, 0, 0, 0, 0x80), "row 0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := write(t, c.text)
			_, err := ReadInts(path)
			checkError(t, err, path, c.want)
		})
	}
}

func TestReadNoRegularFile(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing.npy")
	_, err := ReadFloat32(missing)
	checkError(t, err, missing, "no such file")
	folder := t.TempDir()
	_, err = ReadFloat32(folder)
	checkError(t, err, folder, "not a regular file")
}

func checkError(t *testing.T, err error, path, want string) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	text, named := strings.CutPrefix(strings.TrimPrefix(err.Error(), "open "), path)
	if !named || !strings.Contains(text, want) || strings.Contains(text, "\n") {
		t.Errorf("error %q: want one line with the path and %q", err, want)
	}
}

func FuzzRead(f *testing.F) {
	good := fileText(1, dictText("<f4", "False", "(2, 3)"), floats(1, 2, 3, 4, 5, 6)...)
	f.Add([]byte(good))
	f.Add([]byte(good[:len(good)-3]))
	f.Add([]byte(fileText(2, dictText("<u8", "False", "(1,)"), 1, 2, 3, 4, 5, 6, 7, 8)))
	f.Add([]byte(fileText(3, dictText("|i1", "True", "(99999999999,)"))))
	f.Add([]byte(fileText(1, dictText(">f2", "True", "(np.int64(2), 1, 2)"), 1, 2, 3, 4, 5, 6, 7, 8)))
	f.Add([]byte(fileText(1, dictText("<V2", "False", "(2, 2)"), 1, 2, 3, 4, 5, 6, 7, 8)))
	path := filepath.Join(f.TempDir(), "fuzz.npy")
	copyPath := filepath.Join(f.TempDir(), "copy.npy")
	f.Fuzz(func(t *testing.T, b []byte) {
		if err := os.WriteFile(path, b, 0o644); err != nil {
			t.Fatal(err)
		}
		if m, err := ReadFloat32(path); err == nil {
			if m.Rows*m.Cols > len(b) || len(m.Data) != m.Rows*m.Cols {
				t.Fatalf("%d×%d from %d bytes", m.Rows, m.Cols, len(b))
			}
			if err := WriteFloat32(copyPath, m); err != nil {
				t.Fatal(err)
			}
			again, err := ReadFloat32(copyPath)
			if err != nil || again.Rows != m.Rows || again.Cols != m.Cols {
				t.Fatalf("written and read again: %d×%d, %v", again.Rows, again.Cols, err)
			}
		}
		if v, err := ReadInts(path); err == nil && len(v) > len(b) {
			t.Fatalf("%d integers from %d bytes", len(v), len(b))
		}
	})
}

func TestReadFloat32Context(t *testing.T) {
	path := write(t, fileText(1, dictText("<f4", "False", "(2, 1)"), floats(1, 2)...))
	ctx, cancel := context.WithCancel(t.Context())
	if m, err := ReadFloat32Context(ctx, path); err != nil || m.Data[1] != 2 {
		t.Errorf("got %v, %v", m, err)
	}
	cancel()
	if _, err := ReadFloat32Context(ctx, path); err != context.Canceled {
		t.Errorf("error %v", err)
	}
}
