namespace StageTools.TestServers;

/// <summary>A request that came, and what the client was told.</summary>
/// <param name="Method">For example PUT.</param>
/// <param name="Path">As sent, percent-encoded.</param>
/// <param name="Query">As sent, without its question mark.</param>
/// <param name="Status">The HTTP status that was sent to the client; 0 where there was none.</param>
public sealed record SeenRequest(string Method, string Path, string Query, int Status)
{
    public override string ToString() => $"{Method} {Path}{(Query.Length == 0 ? "" : "?")}{Query} {Status}";
}
