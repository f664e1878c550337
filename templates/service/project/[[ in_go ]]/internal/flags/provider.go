package flags

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"sync/atomic"

	"github.com/open-feature/go-sdk/openfeature"
)

// fileProvider is an OpenFeature provider over one flags file, without faults where these are refused.
type fileProvider struct {
	path         string
	refuseFaults bool
	logger       *slog.Logger
	flags        atomic.Pointer[map[string]Flag]
	read         bool        // at least once
	seen         os.FileInfo // of the last time, nil when there was no file
}

// load reads the file if it is another than the last time, and tells whether it was. With an error
// the flags stay as they were. Only one goroutine may load.
func (p *fileProvider) load() (changed bool, err error) {
	info, err := os.Stat(p.path)
	if p.read && sameFile(p.seen, info) {
		return false, nil
	}
	p.read, p.seen = true, info
	if err != nil {
		return false, err
	}
	content, err := os.ReadFile(p.path)
	if err != nil {
		return false, err
	}
	flags, err := Parse(content)
	if err != nil {
		return false, err
	}
	for name, flag := range flags {
		flags[name] = p.admit(flag)
	}
	p.flags.Store(&flags)
	return true, nil
}

// sameFile tells whether nothing changed. Kubernetes swaps a ConfigMap by a symlink: it is another
// file then, even where its time is the same.
func sameFile(before, now os.FileInfo) bool {
	if before == nil || now == nil {
		return before == nil && now == nil
	}
	return os.SameFile(before, now) && before.ModTime().Equal(now.ModTime()) && before.Size() == now.Size()
}

func (p *fileProvider) admit(flag Flag) Flag {
	if !p.refuseFaults || !flag.IsFault() {
		return flag
	}
	if flag.Misbehaves() {
		p.logger.Error("fault refused in production", "flag", flag.Name, "variant", flag.DefaultVariant)
	}
	flag.Enabled = false
	return flag
}

func (p *fileProvider) all() map[string]Flag {
	return *p.flags.Load()
}

func (p *fileProvider) Metadata() openfeature.Metadata {
	return openfeature.Metadata{Name: "flags-file"}
}

func (p *fileProvider) Hooks() []openfeature.Hook {
	return nil
}

func (p *fileProvider) BooleanEvaluation(
	_ context.Context, name string, fallback bool, _ openfeature.FlattenedContext,
) openfeature.BoolResolutionDetail {
	value, detail := resolve(p, name, fallback)
	return openfeature.BoolResolutionDetail{Value: value, ProviderResolutionDetail: detail}
}

func (p *fileProvider) StringEvaluation(
	_ context.Context, name string, fallback string, _ openfeature.FlattenedContext,
) openfeature.StringResolutionDetail {
	value, detail := resolve(p, name, fallback)
	return openfeature.StringResolutionDetail{Value: value, ProviderResolutionDetail: detail}
}

func (p *fileProvider) FloatEvaluation(
	_ context.Context, name string, fallback float64, _ openfeature.FlattenedContext,
) openfeature.FloatResolutionDetail {
	value, detail := resolve(p, name, fallback)
	return openfeature.FloatResolutionDetail{Value: value, ProviderResolutionDetail: detail}
}

func (p *fileProvider) IntEvaluation(
	_ context.Context, name string, fallback int64, _ openfeature.FlattenedContext,
) openfeature.IntResolutionDetail {
	value, detail := resolve(p, name, float64(fallback)) // JSON has one kind of number
	return openfeature.IntResolutionDetail{Value: int64(value), ProviderResolutionDetail: detail}
}

func (p *fileProvider) ObjectEvaluation(
	_ context.Context, name string, fallback any, _ openfeature.FlattenedContext,
) openfeature.InterfaceResolutionDetail {
	value, detail := resolve(p, name, fallback)
	return openfeature.InterfaceResolutionDetail{Value: value, ProviderResolutionDetail: detail}
}

// resolve returns what the flag says, or the fallback and why.
func resolve[T any](p *fileProvider, name string, fallback T) (T, openfeature.ProviderResolutionDetail) {
	flag, found := p.all()[name]
	if !found {
		err := openfeature.NewFlagNotFoundResolutionError(fmt.Sprintf("%s is not in %s", name, p.path))
		return fallback, openfeature.ProviderResolutionDetail{ResolutionError: err, Reason: openfeature.ErrorReason}
	}
	if !flag.Enabled {
		return fallback, openfeature.ProviderResolutionDetail{Reason: openfeature.DisabledReason}
	}
	value, fits := flag.Value().(T)
	if !fits {
		err := openfeature.NewTypeMismatchResolutionError(fmt.Sprintf("%s is %v", name, flag.Value()))
		return fallback, openfeature.ProviderResolutionDetail{ResolutionError: err, Reason: openfeature.ErrorReason}
	}
	return value, openfeature.ProviderResolutionDetail{Reason: openfeature.StaticReason, Variant: flag.DefaultVariant}
}
