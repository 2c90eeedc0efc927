// Package data holds what encoders are trained on and embed: it loads images and rows
// of numbers, draws images of its own, and makes the random views that contrastive
// learning compares.
//
// A [Source] is that: items of one shape, with their views and, where someone knows
// them, their labels. [Set] is one of images, [Rows] one of float32 numbers, and any
// type of one's own with the methods of Source is one as well. [Part] and [Limit] give
// some of a source's items. A source that is [Named] tells which file or row an item is.
//
// [LoadImages] reads CIFAR-10, CIFAR-100, MNIST-like IDX files or a folder of images,
// telling the format by what the folder holds, or makes the embedded set "shapes" (see
// [Shapes]), which needs no files. [Load] reads matrices as well, a row for each item,
// and their labels, from .npy, .npz, .safetensors and .fvecs (package arrayfile).
// CIFAR-10 and CIFAR-100 are A. Krizhevsky, "Learning Multiple Layers of Features from
// Tiny Images", 2009.
//
// # Folders of images
//
// Images lie in one folder for each class, or all loose in one folder. Loose images
// have no labels. An image beside class folders is an error: it would be of no class.
//
// The classes are the folders, sorted by name; hidden ones do not count, and
// files that end in neither .png, .jpg nor .jpeg are passed over. Where the
// folder holds train and test folders, these hold the class folders, or the loose
// images, of the two splits. Otherwise every tenth image of a class, or of all that
// are loose, in order of name, is held out for testing: the 10th, the 20th, and so
// on. Images are stretched to 32×32, three channels, by an antialiased cubic filter.
// Those of classes are laid out round the classes, so that the first n of a set are
// balanced.
//
// They are decoded on all cores, and loading ends soon after its context does.
//
// # Views
//
// [Augment] says what a random view is. Of an image it is a random resized crop, a
// mirror image, jittered colours, grey, blur; of a row of numbers, noise and masked
// values. A view is keyed by seed, epoch, item and the view's number (see [Key]), so
// that it can be made again at any time, by any thread.
//
// Every pixel and number that this package makes has the same bits on every machine.
package data
