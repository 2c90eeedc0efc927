// Package analysis shows how a temperature spreads the gradient of a contrastive
// loss over the negatives: all of them alike at a high one, the nearest alone at a
// low one.
//
// [Penalties] are what one anchor's negatives get of the gradient, and [Entropy]
// says in one number how even they are (Wang & Liu, "Understanding the Behaviour of
// Contrastive Loss", CVPR 2021, section 4). [Analyze] goes over all pairs of rows of
// embeddings and returns the means over the anchors at any number of temperatures,
// with the shares that the hardest negatives get and those of the anchor's own class.
// [Deviation] is by how much an anchor's similarities differ, the scale of a temperature.
//
// Results have the same bits on every architecture and at any number of threads.
package analysis
