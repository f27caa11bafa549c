using System.Text.Json.Serialization;

namespace StageTools.Storage;

/// <summary>How an owner is written down.</summary>
[JsonSerializable(typeof(JobOwner))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, MaxDepth = 8)]
internal sealed partial class JobOwnerJson : JsonSerializerContext;
