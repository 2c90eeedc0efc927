package train

import "github.com/abc86604/temper/nn/eval"

// An Observer is told how a training goes. Functions that are nil are passed over; they
// are called by the goroutine that trains, which waits for them.
type Observer struct {
	OnStep  func(Step)       // after every step
	OnEpoch func(EpochStats) // after every epoch, when its files are written
	OnEnd   func(error)      // whenever Train returns, with its error or nil
}

// Step describes a step of training.
type Step struct {
	Epoch   int     // from 1
	Batch   int     // in its epoch, from 1
	Batches int     // of an epoch
	Items   int     // of the batch
	Loss    float64 // of the batch, mean over its anchors; 0 if it is Empty
	Tau     float64 // temperature that it was taken at; 0: the loss has none
	Empty   bool    // every anchor was skipped, see EpochStats.EmptySteps
}

// EpochStats describes an epoch that is complete. Seconds and ItemsPerSecond are the only
// numbers of a run that differ from one time to the next, and no part of a checkpoint.
type EpochStats struct {
	Epoch          int     `json:"epoch"`             // from 1
	Loss           float64 `json:"loss"`              // mean over the batches that had one, 0 if none had
	LR             float64 `json:"lr"`                // learning rate of its last step
	Seconds        float64 `json:"-"`                 // spent in its steps by this process
	ItemsPerSecond float64 `json:"-"`                 // of the data, not views; 0: not known
	NeverWritten   float64 `json:"never_written"`     // share of the bank's or queue's rows that are still noise
	Tau            float64 `json:"tau,omitempty"`     // temperature of the last batch that had a loss; 0: the loss has none
	Skipped        int     `json:"skipped,omitempty"` // anchors that the loss left out: without negatives, or without a positive
	// EmptySteps is the number of steps in which every anchor was left out. There is no
	// loss then and no gradient: weights, momenta and what is learned of a temperature
	// stay as they are, a Queue's key encoder too. The batch has passed the encoder
	// nevertheless: running statistics and the slots of a Bank or a Queue take it in.
	EmptySteps int `json:"empty_steps,omitempty"`
	// Heldout is what the held-out items measured at the end of the epoch; nil: nothing
	// was measured.
	Heldout *eval.Measures `json:"heldout,omitempty"`
	// Warning says in a line what is wrong with an epoch that nothing can be said for:
	// every step was empty; or the loss lies within 1 % of what it is for an encoder
	// that maps all items to one point, the logarithm of the number of candidates (at
	// a high temperature within what similarities that differ by 0.1 change it). It
	// has collapsed then, or learned nothing so far. "": nothing is known to be wrong,
	// as with losses whose denominator does not have all candidates, and in the first
	// epoch of a Bank, whose positives are noise.
	Warning string `json:"warning,omitempty"`
}
