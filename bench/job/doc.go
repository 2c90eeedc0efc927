// Package job has what a training and a study ask for alike: the data, the encoder and
// the settings of package train, and the command line that trains with them.
package job
