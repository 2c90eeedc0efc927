package picture

import "encoding/binary"

// The most pixels that a file can hold, by what its packing can do at best. A file of
// one colour comes near the bounds of all but GIF and TIFF; none comes above.

// Deflate's longest match, 258 bytes, takes two bits at least (RFC 1951), and a pixel
// one bit.
func mostInPNG(contents []byte) int64 { return int64(len(contents)) * 258 * 4 * 8 }

// Every 8×8 block of the finest component has a Huffman code, of one bit at least.
func mostInJPEG(contents []byte) int64 { return int64(len(contents)) * 64 * 8 }

// LZW's codes are of three bits and more, and stand for up to 4096 pixels.
func mostInGIF(contents []byte) int64 { return int64(len(contents)) * 4096 * 8 / 3 }

// BMP says the bits of a pixel in its header and does not pack them.
func mostInBMP(contents []byte) int64 {
	const bits = 28
	return int64(len(contents)) * 8 / max(int64(binary.LittleEndian.Uint16(contents[bits:])), 1)
}

// A lossy WebP names the prediction of each 16×16 pixels, in two bits or more (the
// probabilities are in RFC 6386, section 11.2). Lossless ones need none for a colour.
func mostInWebP(contents []byte) int64 {
	if string(contents[12:16]) == "VP8 " {
		return int64(len(contents)) * 256 * 8 / 2
	}
	return 0
}
