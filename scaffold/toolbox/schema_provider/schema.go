package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// document is the output of "terraform providers schema -json" for one provider.
type document struct {
	FormatVersion string              `json:"format_version"`
	Providers     map[string]provider `json:"provider_schemas"`
}

type provider struct {
	Provider    *schema           `json:"provider"`
	Resources   map[string]schema `json:"resource_schemas"`
	DataSources map[string]schema `json:"data_source_schemas"`
}

type schema struct {
	Version int64 `json:"version"`
	Block   block `json:"block"`
}

type block struct {
	Attributes map[string]attribute   `json:"attributes"`
	Blocks     map[string]nestedBlock `json:"block_types"`
}

type attribute struct {
	Type      json.RawMessage `json:"type"`
	Nested    *nestedType     `json:"nested_type"`
	Required  bool            `json:"required"`
	Optional  bool            `json:"optional"`
	Computed  bool            `json:"computed"`
	Sensitive bool            `json:"sensitive"`
	WriteOnly bool            `json:"write_only"`
}

type nestedType struct {
	Attributes map[string]attribute `json:"attributes"`
	Nesting    string               `json:"nesting_mode"`
}

type nestedBlock struct {
	Nesting string `json:"nesting_mode"`
	Block   block  `json:"block"`
	Min     int64  `json:"min_items"`
	Max     int64  `json:"max_items"`
}

var blockNesting = map[string]tfprotov6.SchemaNestedBlockNestingMode{
	"single": tfprotov6.SchemaNestedBlockNestingModeSingle,
	"list":   tfprotov6.SchemaNestedBlockNestingModeList,
	"set":    tfprotov6.SchemaNestedBlockNestingModeSet,
	"map":    tfprotov6.SchemaNestedBlockNestingModeMap,
	"group":  tfprotov6.SchemaNestedBlockNestingModeGroup,
}

var objectNesting = map[string]tfprotov6.SchemaObjectNestingMode{
	"single": tfprotov6.SchemaObjectNestingModeSingle,
	"list":   tfprotov6.SchemaObjectNestingModeList,
	"set":    tfprotov6.SchemaObjectNestingModeSet,
	"map":    tfprotov6.SchemaObjectNestingModeMap,
}

// readSchema returns the address of the one provider in a document, and its schema.
func readSchema(text []byte) (string, *tfprotov6.GetProviderSchemaResponse, error) {
	var read document
	decoder := json.NewDecoder(bytes.NewReader(text))
	if err := decoder.Decode(&read); err != nil {
		return "", nil, err
	}
	if len(read.Providers) != 1 {
		return "", nil, fmt.Errorf("holds the schemas of %d providers instead of one", len(read.Providers))
	}
	address := slices.Collect(maps.Keys(read.Providers))[0]
	response, err := read.Providers[address].protocol()
	return address, response, err
}

func (p provider) protocol() (*tfprotov6.GetProviderSchemaResponse, error) {
	settings := schema{}
	if p.Provider != nil {
		settings = *p.Provider
	}
	own, err := settings.protocol()
	if err != nil {
		return nil, fmt.Errorf("provider: %w", err)
	}
	resources, err := protocols(p.Resources)
	if err != nil {
		return nil, err
	}
	sources, err := protocols(p.DataSources)
	if err != nil {
		return nil, err
	}
	return &tfprotov6.GetProviderSchemaResponse{
		ServerCapabilities: &tfprotov6.ServerCapabilities{GetProviderSchemaOptional: true},
		Provider:           own,
		ResourceSchemas:    resources,
		DataSourceSchemas:  sources,
	}, nil
}

func protocols(schemas map[string]schema) (map[string]*tfprotov6.Schema, error) {
	converted := make(map[string]*tfprotov6.Schema, len(schemas))
	for name, each := range schemas {
		one, err := each.protocol()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		converted[name] = one
	}
	return converted, nil
}

func (s schema) protocol() (*tfprotov6.Schema, error) {
	converted, err := s.Block.protocol()
	return &tfprotov6.Schema{Version: s.Version, Block: converted}, err
}

func (b block) protocol() (*tfprotov6.SchemaBlock, error) {
	attributes, err := attributesOf(b.Attributes)
	if err != nil {
		return nil, err
	}
	converted := &tfprotov6.SchemaBlock{Attributes: attributes}
	for _, name := range slices.Sorted(maps.Keys(b.Blocks)) {
		nested := b.Blocks[name]
		inner, err := nested.Block.protocol()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		mode, known := blockNesting[nested.Nesting]
		if !known {
			return nil, fmt.Errorf("%s: unknown nesting %q", name, nested.Nesting)
		}
		converted.BlockTypes = append(converted.BlockTypes, &tfprotov6.SchemaNestedBlock{
			TypeName: name, Block: inner, Nesting: mode, MinItems: nested.Min, MaxItems: nested.Max,
		})
	}
	return converted, nil
}

func attributesOf(attributes map[string]attribute) ([]*tfprotov6.SchemaAttribute, error) {
	var converted []*tfprotov6.SchemaAttribute
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		one, err := attributes[name].protocol(name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		converted = append(converted, one)
	}
	return converted, nil
}

func (a attribute) protocol(name string) (*tfprotov6.SchemaAttribute, error) {
	converted := &tfprotov6.SchemaAttribute{
		Name:      name,
		Required:  a.Required,
		Optional:  a.Optional,
		Computed:  a.Computed,
		Sensitive: a.Sensitive,
		WriteOnly: a.WriteOnly,
	}
	if a.Nested == nil {
		kind, err := tftypes.ParseJSONType(a.Type) //nolint:staticcheck // the one reader of this format
		converted.Type = kind
		return converted, err
	}
	mode, known := objectNesting[a.Nested.Nesting]
	if !known {
		return nil, fmt.Errorf("unknown nesting %q", a.Nested.Nesting)
	}
	attributes, err := attributesOf(a.Nested.Attributes)
	converted.NestedType = &tfprotov6.SchemaObject{Attributes: attributes, Nesting: mode}
	return converted, err
}
