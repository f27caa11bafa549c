using System.Diagnostics;
using System.Globalization;
using StageTools.TestServers;

namespace StageTools.Core.Tests.Servers;

/// <summary>The proxy as a program of its own, driven line by line.</summary>
public sealed class S3ProxyProgramTests : IDisposable
{
    private readonly EchoServer _server = new();
    private readonly Process _process;

    public S3ProxyProgramTests() => _process = Process.Start(
        new ProcessStartInfo("dotnet", [typeof(S3Proxy).Assembly.Location, "--target", _server.Address.ToString(), "--manner", "aws:eu-west-1"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;

    private readonly CancellationTokenSource _deadline = new(Child.Deadline);

    private CancellationToken Stop => _deadline.Token;

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
        _deadline.Dispose();
        _server.Dispose();
    }

    [Fact]
    public async Task It_takes_commands_and_ends_at_quit()
    {
        var greeting = (await _process.StandardOutput.ReadLineAsync(Stop))!;
        greeting.ShouldStartWith("listening on ");
        using var client = new HttpClient { BaseAddress = new Uri("http://127.0.0.1:" + int.Parse(greeting[13..], CultureInfo.InvariantCulture)) };

        (await AskAsync("""fault {"method":"GET","pathContains":"1","queryContains":"uploadId","times":1,"action":"Respond","status":503,"code":"SlowDown"}"""))
            .ShouldBe("ok");
        (await AskAsync("latency 1")).ShouldBe("ok");
        ((int)(await client.GetAsync("/10?uploadId=x", Stop)).StatusCode).ShouldBe(503);
        ((int)(await client.GetAsync("/10?uploadId=x", Stop)).StatusCode).ShouldBe(200);
        (await AskAsync("requests")).ShouldBe("""["GET /10?uploadId=x 503","GET /10?uploadId=x 200"]""");
        (await AskAsync("count")).ShouldBe("2");
        (await AskAsync("bytes")).ShouldBe("0 10");
        (await AskAsync("clear")).ShouldBe("ok");
        (await AskAsync("count")).ShouldBe("0");
        (await AskAsync("faults-clear")).ShouldBe("ok");
        (await AskAsync("manner oss")).ShouldBe("ok");
        (await AskAsync("fault {\"action\":\"Explode\"}")).ShouldStartWith("error: ");
        (await AskAsync("dance")).ShouldStartWith("error: ");

        await _process.StandardInput.WriteLineAsync("quit".AsMemory(), Stop);
        await _process.WaitForExitAsync(Stop);
        _process.ExitCode.ShouldBe(0);
    }

    private async Task<string?> AskAsync(string command)
    {
        await _process.StandardInput.WriteLineAsync(command.AsMemory(), Stop);
        return await _process.StandardOutput.ReadLineAsync(Stop);
    }
}
