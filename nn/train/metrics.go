package train

import (
	"encoding/csv"
	"io"
	"math"
	"os"
	"strconv"

	"github.com/abc86604/temper/nn/eval"
)

// metricColumns head metrics.csv.
var metricColumns = []string{
	"epoch", "loss", "lr", "seconds", "items_per_second", "never_written", "tau", "skipped", "empty_steps",
	"knn_top1", "uniformity", "tolerance",
}

// writeMetrics writes a line for every complete epoch. What was not measured is empty.
func writeMetrics(w io.Writer, history []EpochStats) error {
	out := csv.NewWriter(w)
	out.Write(metricColumns)
	for _, s := range history {
		line := []string{strconv.Itoa(s.Epoch)}
		for _, v := range []float64{s.Loss, s.LR, s.Seconds, s.ItemsPerSecond, s.NeverWritten, s.Tau} {
			line = append(line, number(v))
		}
		line = append(line, strconv.Itoa(s.Skipped), strconv.Itoa(s.EmptySteps))
		out.Write(append(line, heldoutColumns(s.Heldout)...))
	}
	out.Flush()
	return out.Error()
}

func heldoutColumns(m *eval.Measures) []string {
	columns := make([]string, 3)
	if m == nil {
		return columns
	}
	if m.KNNScore != nil {
		columns[0] = number(m.Top1)
	}
	columns[1] = number(m.Uniformity)
	if m.Tolerance != nil {
		columns[2] = number(*m.Tolerance)
	}
	return columns
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// addTimes fills in the times of epochs that an earlier process trained, which metrics.csv
// alone knows. What it does not say, or not any more, stays 0.
func addTimes(history []EpochStats, path string) {
	file, err := os.Open(path)
	if err != nil {
		return
	}
	defer file.Close()
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return
	}
	for _, line := range lines {
		epoch, err := strconv.Atoi(line[0])
		if err != nil || epoch < 1 || epoch > len(history) || len(line) < 5 {
			continue
		}
		s := &history[epoch-1]
		s.Seconds, s.ItemsPerSecond = measuredTime(line[3]), measuredTime(line[4])
	}
}

// measuredTime reads what a clock can have measured; anything else is 0, not known.
func measuredTime(text string) float64 {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || !(v >= 0) || math.IsInf(v, 0) {
		return 0
	}
	return v
}
