using System.Net.Sockets;

namespace StageTools.TestServers;

/// <summary>A client's connection and the target's that belongs to it.</summary>
internal sealed class Connection(S3Proxy proxy, Socket socket) : IDisposable
{
    private readonly Wire _client = new(socket);
    private Wire? _target;

    public void Dispose()
    {
        _client.Dispose();
        _target?.Dispose();
    }

    /// <summary>Serves requests until one of the three ends it.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (await _client.ReadHeadAsync(proxy.Stop) is { } bytes && await ServeAsync(new RequestHead(bytes)))
            {
                // The next one.
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or OperationCanceledException or InvalidDataException
            or FormatException)
        {
            // A target that refuses or breaks off is a reset here: what the client would see of it without the proxy.
            _client.Reset();
        }
    }

    // Whether the connection goes on.
    private async Task<bool> ServeAsync(RequestHead request)
    {
        var fault = proxy.FaultFor(request);
        switch (fault?.Kind)
        {
            case FaultKind.Respond:
                return await RefuseAsync(request, fault.Error!);
            case FaultKind.ResetBefore:
                return Reset(request);
            case FaultKind.Hang:
                return await HangAsync(request);
        }

        return proxy.Manner?.Refuse(request) is { } refusal ? await RefuseAsync(request, refusal) : await PassOnAsync(request, fault);
    }

    private bool Reset(RequestHead request)
    {
        proxy.Saw(request, status: 0);
        _client.Reset();
        return false;
    }

    private async Task<bool> HangAsync(RequestHead request)
    {
        proxy.Saw(request, status: 0);
        return await WaitForEndAsync();
    }

    // Until the client goes.
    private async Task<bool> WaitForEndAsync()
    {
        while (await _client.ReceiveAsync(proxy.Stop))
            _client.Use(_client.Received.Length);
        return false;
    }

    private async Task<bool> RefuseAsync(RequestHead request, ErrorResponse error)
    {
        // A client that waits for 100 Continue sends no body to an error; without one, this connection has no next request to find.
        var withholds = request.Waits && error.Status >= 300;
        var closes = withholds || request.Closes;
        if (request.Waits && !withholds)
            await _client.SendAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), proxy.Stop);
        if (!withholds)
            await ReceiveBodyAsync(request);
        await DelayAsync();
        proxy.Saw(request, error.Status);
        await _client.SendAsync(error.ToBytes(request.Method == "HEAD", closes), proxy.Stop);
        return !closes;
    }

    private async Task<bool> PassOnAsync(RequestHead request, FaultAction? fault)
    {
        var target = await TargetAsync();
        await target.SendAsync(request.Bytes, proxy.Stop);
        // At the same time, as the answer may come before the body's end: 100 Continue does, and so do errors.
        var upload = PassBodyAsync(request, target, fault);
        var goesOn = false;
        try
        {
            goesOn = await AnswerAsync(request, target, upload, fault);
            return goesOn;
        }
        finally
        {
            if (!goesOn)
            {
                target.Dispose();
                _target = null;
                // What the client did not send yet is wanted no more.
                if (!upload.IsCompleted)
                    _client.Dispose();
            }

            await upload.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> AnswerAsync(RequestHead request, Wire target, Task upload, FaultAction? fault)
    {
        var (response, wasContinued) = (await ReadResponseAsync(target), false);
        while (response.IsInterim)
        {
            wasContinued = true;
            await DelayAsync();
            await _client.SendAsync(response.Bytes, proxy.Stop);
            response = await ReadResponseAsync(target);
        }

        var framing = response.BodyFor(request);
        if (fault?.Kind == FaultKind.DropResponse)
        {
            await CopyAsync(target, to: null, new BodyScan(framing), static _ => { });
            return Reset(request);
        }

        if (fault?.Kind == FaultKind.ReplaceResponse)
        {
            await CopyAsync(target, to: null, new BodyScan(framing), static _ => { });
            await upload;
            await _client.SendAsync(fault.Error!.ToBytes(isHead: request.Method == "HEAD", closes: true), proxy.Stop);
            return false;
        }

        await DelayAsync();
        proxy.Saw(request, response.Status);
        await _client.SendAsync(response.Bytes, proxy.Stop);
        var scan = new BodyScan(framing, fault?.ResponseCorrupt, fault?.ResponseStop);
        var isWhole = await CopyAsync(target, _client, scan, proxy.CountResponseBytes);

        // Where all was sent before, the client goes on with the connection, and its next request is no part of this fault.
        if (fault?.Kind == FaultKind.HangAfterResponseBytes && scan.IsStopped)
            return await WaitForEndAsync();
        if (fault?.Kind == FaultKind.ResetAfterResponseBytes || !isWhole)
        {
            _client.Reset();
            return false;
        }

        if (scan.IsStopped || scan.EndsByClose || (request.Waits && !wasContinued))
            return false;

        // A client may still be sending though it was refused: closing now could lose it the answer.
        await upload;
        return !(response.Closes || request.Closes);
    }

    // Sends the request's body to the target.
    private async Task PassBodyAsync(RequestHead request, Wire target, FaultAction? fault)
    {
        var scan = new BodyScan(request.Body, fault?.RequestCorrupt);
        var isWhole = false;
        try
        {
            isWhole = await CopyAsync(_client, target, scan, proxy.CountRequestBytes);
        }
        catch (SocketException) when (!proxy.Stop.IsCancellationRequested)
        {
            // The target takes no more. Its answer may be there all the same, and a client that is still sending reads it only at the end.
            isWhole = await CopyAsync(_client, to: null, scan, proxy.CountRequestBytes);
        }
        finally
        {
            // The client is gone: the target would wait for the rest for long.
            if (!isWhole)
                target.Reset();
        }
    }

    private Task<bool> ReceiveBodyAsync(RequestHead request) => CopyAsync(_client, to: null, new BodyScan(request.Body), proxy.CountRequestBytes);

    // Copies a body as it comes; whether it came whole.
    private async Task<bool> CopyAsync(Wire from, Wire? to, BodyScan scan, Action<long> count)
    {
        while (!scan.IsDone)
        {
            if (from.Received.IsEmpty && !await from.ReceiveAsync(proxy.Stop))
                return scan.EndsByClose;
            var (before, passing) = (scan.Count, from.Received);
            passing = passing[..scan.Next(passing.Span)];
            from.Use(passing.Length);
            count(scan.Count - before);
            if (to is not null)
                await to.SendAsync(passing, proxy.Stop);
        }

        return true;
    }

    private async Task<Wire> TargetAsync()
    {
        if (_target is { IsOver: true })
        {
            _target.Dispose();
            _target = null;
        }

        return _target ??= await Wire.ConnectAsync(proxy.Target, proxy.Stop);
    }

    private async Task<ResponseHead> ReadResponseAsync(Wire target) =>
        new(await target.ReadHeadAsync(proxy.Stop) ?? throw new InvalidDataException("The target ended without an answer."));

    private Task DelayAsync() => proxy.Latency > TimeSpan.Zero ? Task.Delay(proxy.Latency, proxy.Stop) : Task.CompletedTask;
}
