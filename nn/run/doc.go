// Package run keeps a training run in a folder so that nothing which kills the program
// loses it. It knows nothing of what is trained.
//
//	config.json                     what the run is
//	metrics.csv                     a line for every epoch
//	checkpoint.safetensors          everything needed to go on
//	checkpoint.before.safetensors   the same of the checkpoint before
//	lock                            locked by the process that trains
//
// Every file but the lock is written beside its target, synced and renamed, so that at any
// instant the folder holds at least one whole checkpoint once there has been one. A
// checkpoint says the SHA-256 of its tensors and of what it says beside them; [Open] takes
// the newest that is whole.
package run
