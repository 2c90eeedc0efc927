// Package data holds what encoders are trained on and embed: it loads images and rows
// of numbers, draws images of its own, and makes the random views that contrastive
// learning compares.
//
// A [Source] is that: items of one shape, with their views and, where someone knows
// them, their labels. [Set] is one of images, [Rows] one of float32 numbers, and any
// type of one's own with the methods of Source is one as well. [Part] and [Limit] give
// some of a source's items. A source that is [Named] tells which file or row an item is.
//
// [Load] reads CIFAR-10, CIFAR-100, MNIST-like IDX files or a folder of images, telling
// the format by what the folder holds, or makes the embedded set "shapes" (see [Shapes]),
// which needs no files. It reads matrices as well, a row for each item, from .npy, .npz,
// .safetensors and .fvecs (package arrayfile). A [Loader] is for what is not as usual:
// labels in a file of their own, transparent images, bad items among the good ones; it
// gives a [Report] of what it took, what it passed over and what looks wrong.
// CIFAR-10 and CIFAR-100 are A. Krizhevsky, "Learning Multiple Layers of Features from
// Tiny Images", 2009.
//
// # Folders of images
//
// Images lie in one folder for each class, or all loose in one folder. Loose images
// have no labels. The classes are the folders, sorted by name, and everything below a
// class folder is of that class. Hidden files and what systems leave in folders, such as
// __MACOSX, do not count; other files that do not end like an image are passed over and
// counted in the report.
//
// Where the folder holds one called train or training, in any case, and one called test,
// testing, val, valid or validation, these hold the class folders of the two splits; of
// several test splits it is the first whose classes are known. Tiny ImageNet is read as it
// comes. Otherwise every tenth image of a class, or of all that are loose, in order of
// name, is held out for testing: the 10th, the 20th, and so on. Images are stretched to
// 32×32, three channels, by an antialiased cubic filter. Those of classes are laid out
// round the classes, so that the first n of a set are balanced.
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
