package loss

// PaperAlpha is the share of negatives that the paper's hard losses keep: 4,095 of
// a bank of 50,000 (Wang & Liu 2021, section 4).
const PaperAlpha = 0.0819

func init() {
	declareHardest("hard", "HardContrastive", "contrastive over the hardest negatives, by topk or alpha", Contrastive{})
	declareHardest("hardsimple", "HardSimple", "simple over them", Simple{})
}

// declareHardest enters a loss over the hardest negatives into the family.
func declareHardest(name, title, help string, base Loss) {
	m := *base.member()
	m.Name, m.Title, m.Help, m.Aliases, m.Hardest = name, title, help, nil, true
	m.defaults = Over(m.defaults, Selection{Alpha: PaperAlpha})
	enter(&m)
}

// baseName is the name of the loss that a hard one is over all negatives.
func (m *Member) baseName() string {
	base, _, _ := parts(m.defaults)
	return base.member().Name
}
