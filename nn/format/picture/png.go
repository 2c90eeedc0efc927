package picture

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
)

// mendPNG drops the ancillary chunks, those a picture can be shown without, whose
// checksum is wrong. Copied is only a file that has some.
func mendPNG(contents []byte) []byte {
	const signature, length, kind, sum = 8, 4, 4, 4
	var mended []byte
	kept := 0 // contents[:kept] is in mended
	for at := signature; len(contents)-at >= length+kind+sum; {
		size := int64(binary.BigEndian.Uint32(contents[at:]))
		if size > int64(len(contents)-at-length-kind-sum) {
			break // the decoder says what is wrong
		}
		body := contents[at+length:][:kind+int(size)]
		end := at + length + len(body) + sum
		ancillary := body[0]&0x20 != 0
		if ancillary && crc32.ChecksumIEEE(body) != binary.BigEndian.Uint32(contents[end-sum:]) {
			mended = append(mended, contents[kept:at]...)
			kept = end
		}
		at = end
	}
	if kept == 0 {
		return contents
	}
	return bytes.Join([][]byte{mended, contents[kept:]}, nil)
}
