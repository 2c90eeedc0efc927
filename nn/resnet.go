package nn

import "fmt"

// resnet8 and resnet20 are the networks for small images of He et al. 2016,
// section 4.2, with one and three blocks a stage.
func resnet8(b *builder) []layer  { return resnet(b, 1, 16, 32, 64) }
func resnet20(b *builder) []layer { return resnet(b, 3, 16, 32, 64) }

// resnet18 is the network of Wang & Liu 2021 for 32×32 images: ResNet-18 with a
// 3×3 first convolution and no max pooling.
func resnet18(b *builder) []layer { return resnet(b, 2, 64, 128, 256, 512) }

// resnet returns a stem, a stage of residual blocks for each width, and global
// average pooling. Every stage but the first begins with stride 2.
func resnet(b *builder, blocks int, widths ...int) []layer {
	t := &trunk{blocks: []block{newSingle(b.stage("stem.conv", "stem.norm", 3, 1, widths[0]))}}
	for i, width := range widths {
		for block := range blocks {
			stride := 1
			if i > 0 && block == 0 {
				stride = 2
			}
			name := fmt.Sprintf("stage%d.block%d.", i+1, block+1)
			t.blocks = append(t.blocks, basicBlock(b, name, stride, width))
		}
	}
	b.pool()
	return []layer{t}
}

// basicBlock appends a residual block of two 3×3 convolutions, with a 1×1
// convolution as its shortcut where the shape changes.
func basicBlock(b *builder, name string, stride, width int) *residual {
	input := *b
	conv1 := b.stage(name+"conv1", name+"norm1", 3, stride, width)
	conv2 := b.stage(name+"conv2", name+"norm2", 3, 1, width)
	var shortcut *stage
	if stride != 1 || input.channels != width {
		input.layers = b.layers
		shortcut = input.stage(name+"shortcut.conv", name+"shortcut.norm", 1, stride, width)
		b.layers = input.layers
	}
	return newResidual(conv1, conv2, shortcut)
}
