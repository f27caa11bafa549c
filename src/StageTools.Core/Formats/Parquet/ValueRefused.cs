
namespace StageTools.Formats.Parquet;

/// <summary>A value that its column cannot hold; who knows column and row makes the error of it.</summary>
internal sealed class ValueRefused(string why) : Exception(why);
