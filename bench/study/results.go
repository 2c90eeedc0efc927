package study

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/abc86604/temper/nn/format/atomicfile"
)

// The files of a study's folder.
const (
	csvFile  = "results.csv"
	jsonFile = "results.json"
)

// Row is what became of one cell.
type Row struct {
	Cell
	*Measures          // nil when the cell failed
	LossFinal *float64 `json:"loss_final,omitempty"` // mean loss of the last epoch; nil for a floor or a failed cell
	Seconds   float64  `json:"seconds"`              // training and measuring, other cells perhaps beside it
	Seed      uint64   `json:"seed"`
	Train     string   `json:"train,omitempty"`  // the command line that trains the same weights; "" for a floor
	Error     string   `json:"error,omitempty"`  // why the cell failed
	Detail    *Detail  `json:"detail,omitempty"` // nil of floors, of failed cells and of other seeds than the first
}

// Results is the content of results.json: how the study was set up, and the
// cells that have ended, in the order of the table, those of a further seed behind all of
// the one before.
type Results struct {
	Settings Settings `json:"settings"`
	Items    Items    `json:"items"`
	Machine  *Machine `json:"machine,omitempty"` // that trained last; nil in results of before
	Rows     []Row    `json:"cells"`
	Gallery  *Gallery `json:"gallery,omitempty"` // nil where the items are no images
}

// Items are what was trained and tested on.
type Items struct {
	Name    string `json:"name"`  // of the data set: what it is known by, or that of its folder or file
	Train   int    `json:"train"` // those held out are none of them
	Test    int    `json:"test"`
	Classes int    `json:"classes"`
}

// Machine is what a study was made on and with. No number but the seconds depends on it.
type Machine struct {
	CPU     string `json:"cpu"`
	ISA     string `json:"isa"` // the instruction set in use
	Threads int    `json:"threads"`
	Version string `json:"version"` // of temper
}

// Err is nil when every cell that ended did so with a result, and otherwise
// says in one line which did not and why.
func (r *Results) Err() error {
	var failed []string
	for _, row := range r.Rows {
		if row.Error != "" {
			failed = append(failed, row.trial().name(r.Settings)+": "+row.Error)
		}
	}
	if failed == nil {
		return nil
	}
	return fmt.Errorf("%d of %d cells failed: %s", len(failed), len(r.Rows), strings.Join(failed, "; "))
}

// row is that of a trial which has ended with a result, or nil.
func (r *Results) row(t trial) *Row {
	i := slices.IndexFunc(r.Rows, func(row Row) bool { return row.trial() == t && row.Error == "" })
	if i < 0 {
		return nil
	}
	return &r.Rows[i]
}

// put replaces the row of row's trial, or adds it where it belongs in the order
// of all.
func (r *Results) put(row Row, all []trial) {
	rows := slices.DeleteFunc(r.Rows, func(old Row) bool { return old.trial() == row.trial() })
	r.Rows = append(rows, row)
	slices.SortFunc(r.Rows, func(a, b Row) int {
		return slices.Index(all, a.trial()) - slices.Index(all, b.trial())
	})
}

// columns heads results.csv.
var columns = []string{
	"loss", "tau", "alpha", "topk", "uniformity", "tolerance", "alignment",
	"knn_top1", "linear_top1", "loss_final", "seconds", "seed",
}

// record is the row in the order of columns. What does not apply is empty.
func (r Row) record() []string {
	rec := []string{r.Loss, applicable(r.Tau), applicable(r.Alpha), "", "", "", "", "", "", "",
		strconv.FormatFloat(r.Seconds, 'f', 3, 64), strconv.FormatUint(r.Seed, 10)}
	if r.TopK != 0 {
		rec[3] = strconv.Itoa(r.TopK)
	}
	if m := r.Measures; m != nil {
		for i, x := range []float64{m.Uniformity, m.Tolerance, m.Alignment, m.KNN, m.Linear} {
			rec[4+i] = number(x)
		}
	}
	if r.LossFinal != nil {
		rec[9] = number(*r.LossFinal)
	}
	return rec
}

// applicable writes a parameter for which 0 means that it plays no part.
func applicable(x float64) string {
	if x == 0 {
		return ""
	}
	return number(x)
}

// write replaces results.csv and results.json in dir, each in one step.
func (r *Results) write(dir string) error {
	var table bytes.Buffer
	w := csv.NewWriter(&table)
	records := [][]string{columns}
	for _, row := range r.Rows {
		records = append(records, row.record())
	}
	if err := w.WriteAll(records); err != nil {
		return err
	}
	object, err := r.JSON()
	if err != nil {
		return err
	}
	if err := replace(filepath.Join(dir, csvFile), table.Bytes()); err != nil {
		return err
	}
	return replace(filepath.Join(dir, jsonFile), object)
}

// JSON is the content of results.json.
func (r *Results) JSON() ([]byte, error) {
	object, err := json.MarshalIndent(r, "", "  ")
	return append(inLines(object), '\n'), err
}

// listOfNumbers is one that json.MarshalIndent has given a line for each number.
var listOfNumbers = regexp.MustCompile(`\[\n[-+0-9.e,\s]+\]`)

// inLines puts each list of numbers on a line: there are many, and people read the file.
func inLines(object []byte) []byte {
	return listOfNumbers.ReplaceAllFunc(object, func(list []byte) []byte {
		words := bytes.Fields(bytes.Trim(list, "[]"))
		return slices.Concat([]byte("["), bytes.Join(words, []byte(" ")), []byte("]"))
	})
}

func replace(path string, text []byte) error {
	return atomicfile.Replace(path, 0o644, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
}

// Read reads the results.json of a study in the folder dir, of this version or an earlier
// one.
func Read(dir string) (*Results, error) {
	path := filepath.Join(dir, jsonFile)
	object, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	r := Results{Settings: Defaults()}
	if err := json.Unmarshal(object, &r); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return &r, r.upgrade(object)
}

// upgrade takes over what results of before said in other words, or did not say.
func (r *Results) upgrade(object []byte) error {
	if r.Items.Name == "" {
		r.Items.Name = fileName(r.Settings.Data)
	}
	var old struct {
		Settings struct {
			MinScale *float64 `json:"min_scale"`
		} `json:"settings"`
	}
	if err := json.Unmarshal(object, &old); err != nil || old.Settings.MinScale == nil {
		return err
	}
	r.Settings.Augment.MinScale = *old.Settings.MinScale
	r.Settings.OwnKeys = true // a queue of those days compared them
	return nil
}
