using System.Net;
using StageTools.Storage.Remote;

namespace StageTools.Storage.Buckets.Faults;

/// <summary>A request's body that says whenever some of it went out: a line that is slow can be told from one that is dead.</summary>
internal sealed class WatchedContent : HttpContent
{
    private readonly HttpContent _content;
    private readonly Action _went;

    public WatchedContent(HttpContent content, Action went)
    {
        (_content, _went) = (content, went);
        foreach (var (name, values) in content.Headers)
            Headers.TryAddWithoutValidation(name, values);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        _content.CopyToAsync(
            new WriteOnlyStream(async (bytes, token) =>
            {
                await stream.WriteAsync(bytes, token).ConfigureAwait(false);
                _went();
            }),
            context,
            cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = _content.Headers.ContentLength ?? 0;
        return _content.Headers.ContentLength is not null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _content.Dispose();

        base.Dispose(disposing);
    }
}
