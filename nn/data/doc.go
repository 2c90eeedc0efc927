// Package data holds sets of labelled images: it loads them, draws one of its
// own, and makes the random views that contrastive learning compares.
//
// [Load] reads CIFAR-10, CIFAR-100, MNIST-like IDX files or a folder of images
// per class, telling the format by what the folder holds, or makes the embedded
// set "shapes" (see [Shapes]), which needs no files. CIFAR-10 and CIFAR-100 are
// A. Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009.
//
// # Folders of images
//
// The classes are the folders, sorted by name; hidden ones do not count, and
// files that end in neither .png, .jpg nor .jpeg are passed over. Where the
// folder holds train and test folders, these hold the class folders of the two
// splits. Otherwise every tenth image of a class, in order of name, is held out
// for testing: the 10th, the 20th, and so on. Images are stretched to 32×32,
// three channels, by an antialiased cubic filter. They are laid out round the
// classes, so that the first n of a set are balanced.
//
// # Views
//
// [Augment] says what a random view is: a random resized crop, a mirror image,
// jittered colours, grey, blur. [Augment.View] makes one; it is keyed by (seed,
// epoch, image, view), so that a view can be made again at any time, by any
// thread.
//
// Every pixel that this package makes has the same bits on every machine.
package data
