// A tus 1.0.0 server that this project did not write: the handler, file store and file locker of tusd, without the rest.
// It prints the address of its uploads when it is ready, and exits when standard input closes.
package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"

	"github.com/tus/tusd/v2/pkg/filelocker"
	"github.com/tus/tusd/v2/pkg/filestore"
	"github.com/tus/tusd/v2/pkg/handler"
)

func main() {
	folder := flag.String("folder", "", "existing folder for the uploads")
	listen := flag.String("listen", "127.0.0.1:0", "address and port; port 0 for a free one")
	path := flag.String("path", "/files/", "path of the uploads")
	most := flag.Int64("max-size", 1<<30, "bytes of the largest upload")
	flag.Parse()
	if *folder == "" {
		log.Fatal("--folder is missing")
	}
	composer := handler.NewStoreComposer()
	filestore.New(*folder).UseIn(composer)
	filelocker.New(*folder).UseIn(composer)
	uploads, err := handler.NewHandler(handler.Config{BasePath: *path, StoreComposer: composer, MaxSize: *most})
	if err != nil {
		log.Fatal(err)
	}
	http.Handle(*path, http.StripPrefix(*path, uploads))
	listener, err := net.Listen("tcp", *listen)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("http://%s%s\n", listener.Addr(), *path)
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	log.Fatal(http.Serve(listener, nil))
}
