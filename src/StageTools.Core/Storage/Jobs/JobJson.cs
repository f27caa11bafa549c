using System.Text.Json.Serialization;

namespace StageTools.Storage.Jobs;

/// <summary>How jobs are written down.</summary>
[JsonSerializable(typeof(JobList))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, MaxDepth = 8)]
internal sealed partial class JobJson : JsonSerializerContext;
