package page

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// luminance is the relative luminance of a colour, #rgb or #rrggbb, as WCAG 2 defines it.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	digits := strings.TrimPrefix(hex, "#")
	if len(digits) == 3 {
		digits = strings.Join([]string{digits[:1], digits[:1], digits[1:2], digits[1:2], digits[2:], digits[2:]}, "")
	}
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(digits[2*i:2*i+2], 16, 8)
		if err != nil {
			t.Fatalf("%s: %v", hex, err)
		}
		c := float64(n) / 255
		if c <= 0.03928 {
			sum += weight * c / 12.92
			continue
		}
		sum += weight * math.Pow((c+0.055)/1.055, 2.4)
	}
	return sum
}

// What is text can be read, and what is a curve be seen, in all three looks: at least 4.5:1
// and 2:1. Okabe and Ito's orange and sky are no darker than that.
func TestContrast(t *testing.T) {
	looks := regexp.MustCompile(`(?s):root \{(.*?)\}`).FindAllStringSubmatch(style, -1)
	if len(looks) != 3 {
		t.Fatalf("%d looks, want light, dark and paper", len(looks))
	}
	for i, name := range []string{"light", "dark", "paper"} {
		colors := map[string]string{}
		for _, m := range regexp.MustCompile(`--(\w+): (#[0-9a-f]+)`).FindAllStringSubmatch(looks[i][1], -1) {
			colors[m[1]] = m[2]
		}
		check := func(color, ground string, least float64) {
			a, b := luminance(t, colors[color]), luminance(t, colors[ground])
			if ratio := (max(a, b) + 0.05) / (min(a, b) + 0.05); ratio < least {
				t.Errorf("%s: --%s on --%s is %.2f:1, want %v", name, color, ground, ratio, least)
			}
		}
		for _, ground := range []string{"paper", "well"} {
			for _, color := range []string{"ink", "soft", "accent"} {
				check(color, ground, 4.5)
			}
		}
		for _, curve := range []string{"c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8"} {
			check(curve, "paper", 2)
		}
	}
}
