using System.Net;
using System.Xml;

namespace StageTools.Storage.Buckets.Faults;

/// <summary>Waits for an answer as long as the request makes likely, and no longer: a server that hangs must not hang the prompt.</summary>
/// <param name="inner">What sends.</param>
/// <param name="timeout">How long an ordinary answer is waited for.</param>
internal sealed class TimeoutHandler(HttpMessageHandler inner, TimeSpan timeout) : DelegatingHandler(inner)
{
    private static readonly TimeSpan CopyTimeout = TimeSpan.FromMinutes(10);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        RequestAttempts.Add();
        if (request.Headers.Contains("Range"))
        {
            // Google would unpack what is stored packed, and pass over the range (Cloud Storage, "Transcoding of gzip-compressed files").
            request.Headers.AcceptEncoding.TryParseAdd("gzip");
        }

        var wait = IsLong(request) ? CopyTimeout : timeout;
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        waiting.CancelAfter(wait);
        if (request.Content is { } content)
        {
            // However slow the line is, what goes out starts the wait anew.
            request.Content = new WatchedContent(content, () => waiting.CancelAfter(wait));
        }

        HttpResponseMessage? response = null;
        try
        {
            response = await base.SendAsync(request, waiting.Token).ConfigureAwait(false);
            var body = Array.Empty<byte>();
            if (request.Method != HttpMethod.Head && (!response.IsSuccessStatusCode || !request.Headers.Contains("Range")))
            {
                // All but an object's content is small, and the SDK reads it as it comes: with no limit of time, and deaf to a stop. To HEAD there is
                // none, whatever length is told.
                body = await response.Content.ReadAsByteArrayAsync(waiting.Token).ConfigureAwait(false);
            }

            var isBroken = BrokenAnswer.Is(request, response, body);
            if ((isBroken || BrokenAnswer.IsStray(response)) && Attempt(request) is 1 or 2)
                throw new HttpRequestException("The answer is none.", new IOException("The answer is none."));

            if (isBroken && !BrokenAnswer.IsSeenThrough(request, response, body))
            {
                // The SDK finds in it what it looks for, a removal without failures, a copy that was made: the sign-in page of a hotel would be all
                // that.
                throw new XmlException("The answer is none.");
            }

            return response;
        }
        catch (Exception e)
        {
            response?.Dispose();
            if (e is not OperationCanceledException || cancellationToken.IsCancellationRequested)
                throw;

            var late = new SilentServerException($"The server did not answer within {wait.TotalSeconds:0} seconds.");

            // An IOException inside is what the SDK takes for worth another attempt.
            throw IsLast(request) ? late : new HttpRequestException(late.Message, new IOException(late.Message, late));
        }
    }

    /// <summary>The service copies, or puts an upload's parts together, before it answers.</summary>
    private static bool IsLong(HttpRequestMessage request) =>
        request.Headers.Contains("x-amz-copy-source")
            || (request.Method == HttpMethod.Post && request.RequestUri!.Query.Contains("uploadId", StringComparison.Ordinal));

    /// <summary>Who was silent twice will be so five times, and who waits has waited long enough.</summary>
    private static bool IsLast(HttpRequestMessage request) => IsLong(request) || Attempt(request) > 1;

    /// <summary>The how manieth attempt this is, as the SDK counts: <c>amz-sdk-request: attempt=2; max=5</c>; 0 where it does not say.</summary>
    private static int Attempt(HttpRequestMessage request)
    {
        const string Before = "attempt=";
        var said = request.Headers.TryGetValues("amz-sdk-request", out var values) ? string.Concat(values) : string.Empty;
        var end = said.IndexOf(';', StringComparison.Ordinal);
        return end > Before.Length && said.StartsWith(Before, StringComparison.Ordinal)
            && int.TryParse(said.AsSpan(Before.Length, end - Before.Length), CultureInfo.InvariantCulture, out var attempt)
            ? attempt
            : 0;
    }
}

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

/// <summary>How often requests went out: the SDK repeats one whose answer was lost.</summary>
internal sealed class RequestAttempts
{
    private static readonly AsyncLocal<RequestAttempts?> Counting = new();

    private int _count;

    /// <summary>Whether what may have been done before was asked for again.</summary>
    public bool MoreThanOne => Volatile.Read(ref _count) > 1;

    /// <summary>Counts the attempts at the requests that the caller makes from now on.</summary>
    public static RequestAttempts Count() => Counting.Value = new RequestAttempts();

    /// <summary>An attempt goes out.</summary>
    public static void Add()
    {
        if (Counting.Value is { } attempts)
            Interlocked.Increment(ref attempts._count);
    }
}
