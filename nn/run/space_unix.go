//go:build linux || darwin

package run

import "golang.org/x/sys/unix"

// freeBytes is the room that the disk of a folder has left for this user.
func freeBytes(dir string) (free uint64, known bool) {
	var stat unix.Statfs_t
	if unix.Statfs(dir, &stat) != nil {
		return 0, false
	}
	return uint64(stat.Bavail) * uint64(stat.Bsize), true
}
