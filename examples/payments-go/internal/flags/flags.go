// Package flags evaluates the feature flags of this service and keeps watch on their file.
package flags

import (
	"cmp"
	"context"
	"log/slog"
	"strings"
	"time"

	"github.com/open-feature/go-sdk/openfeature"
	"github.com/open-feature/go-sdk/openfeature/isolated"

	"service/internal/config"
	"service/internal/contract"
	"service/internal/metrics"
)

const interval = time.Second

// Flags evaluates flags by name; anything that goes wrong gives the neutral value.
type Flags struct {
	provider *fileProvider
	client   *openfeature.Client
	metrics  *metrics.Metrics
	logger   *slog.Logger
}

// Open reads the file for the first time.
func Open(settings config.Config, counted *metrics.Metrics, logger *slog.Logger) (*Flags, error) {
	provider := &fileProvider{
		path:         settings.FlagsFile,
		refuseFaults: settings.Environment == config.Production,
		logger:       logger,
	}
	if _, err := provider.load(); err != nil {
		return nil, err
	}
	api := isolated.NewAPI()
	if err := api.SetProviderAndWait(context.Background(), provider); err != nil {
		return nil, err
	}
	client := api.NewClient()
	client.AddHooks(counter{metrics: counted})
	f := &Flags{provider: provider, client: client, metrics: counted, logger: logger}
	f.declare()
	return f, nil
}

// IsOn returns a flag that is on or off; off in doubt.
func (f *Flags) IsOn(ctx context.Context, name string) bool {
	return f.client.Boolean(ctx, name, false, openfeature.EvaluationContext{})
}

// Number returns a flag that is a number; 0 in doubt.
func (f *Flags) Number(ctx context.Context, name string) float64 {
	return f.client.Float(ctx, name, 0, openfeature.EvaluationContext{})
}

// Refresh reads the file again if it has changed; a broken one changes nothing.
func (f *Flags) Refresh() {
	changed, err := f.provider.load()
	if err != nil {
		f.logger.Error("flags refused, they stay as they were", "reason", err)
		return
	}
	if !changed {
		return
	}
	f.declare()
	variants := map[string]string{}
	for name, flag := range f.provider.all() {
		variants[name] = flag.DefaultVariant
	}
	f.logger.Info("flags changed", "variants", variants)
}

// Watch looks at the file again and again, until ctx is done.
func (f *Flags) Watch(ctx context.Context) {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			f.Refresh()
		case <-ctx.Done():
			return
		}
	}
}

func (f *Flags) declare() {
	for name, flag := range f.provider.all() {
		for variant := range flag.Variants {
			f.metrics.DeclareFlag(name, variant)
		}
	}
}

// counter counts each evaluation.
type counter struct {
	openfeature.UnimplementedHook
	metrics *metrics.Metrics
}

func (c counter) Finally(
	_ context.Context, hook openfeature.HookContext, found openfeature.InterfaceEvaluationDetails, _ openfeature.HookHints,
) {
	reason := strings.ToLower(cmp.Or(string(found.Reason), "unknown"))
	c.metrics.CountFlag(hook.FlagKey(), cmp.Or(found.Variant, contract.DefaultVariant), reason)
}
