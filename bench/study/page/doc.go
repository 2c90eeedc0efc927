// Package page writes a study down as one file for a browser, report.html: the question and
// the answer, the table, the figures with a line each on how to read them, the settings and
// the command that makes it again. The file loads nothing and needs no script; it has a
// light and a dark look, by what the reader's system prefers, and one for paper.
//
// The figures and the page share the variables of its style sheet, page.css: --ink and
// --soft for text, --grid and --paper for what lies behind, --accent, and --c1 to --c8 for
// curves.
package page
