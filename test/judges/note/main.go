// Opens, signs and makes notes and keys with Go's own golang.org/x/mod/sumdb/note: it knows nothing of this program.
// note open VERIFIER_KEY | note sign SIGNER_KEY (each with the note or text on stdin) | note generate NAME
package main

import (
	"crypto/rand"
	"fmt"
	"io"
	"os"

	"golang.org/x/mod/sumdb/note"
)

func main() {
	if len(os.Args) != 3 {
		fail(fmt.Errorf("note open|sign|generate KEY"))
	}
	switch os.Args[1] {
	case "open":
		verifier, err := note.NewVerifier(os.Args[2])
		fail(err)
		opened, err := note.Open(input(), note.VerifierList(verifier))
		fail(err)
		fmt.Print(opened.Text)
	case "sign":
		signer, err := note.NewSigner(os.Args[2])
		fail(err)
		signed, err := note.Sign(&note.Note{Text: string(input())}, signer)
		fail(err)
		os.Stdout.Write(signed)
	case "generate":
		signer, verifier, err := note.GenerateKey(rand.Reader, os.Args[2])
		fail(err)
		fmt.Printf("%s\n%s\n", signer, verifier)
	default:
		fail(fmt.Errorf("unknown: %s", os.Args[1]))
	}
}

func input() []byte {
	bytes, err := io.ReadAll(os.Stdin)
	fail(err)
	return bytes
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
