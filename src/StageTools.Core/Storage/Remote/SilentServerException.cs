namespace StageTools.Storage.Remote;

/// <summary>
/// Nothing came for as long as anybody waits. The SDK asks again for many types, also when they are inside of another: this is none of them, and has
/// none inside.
/// </summary>
internal sealed class SilentServerException(string message) : Exception(message);
