using System.Net.Sockets;

namespace StageTools.Core.Tests.Servers;

/// <summary>A server that a script of tests/servers started, by what its server.env says. It is read each time: a restart may change it.</summary>
internal abstract class TestServer(string file)
{
    // A file alone may be what a crash left behind.
    private protected abstract bool Runs { get; }

    private protected string this[string key] => File.ReadLines(file).First(line => line.StartsWith(key + "=", StringComparison.Ordinal))[(key.Length + 1)..];

    /// <summary>The file of the server that tests are to use: STAGETOOLS_NAME says it.</summary>
    private protected static string FileOf(string name) => Environment.GetEnvironmentVariable("STAGETOOLS_" + name.ToUpperInvariant()) is { Length: > 0 } named
        ? named
        : Path.Combine(Path.GetTempPath(), "stagetools-" + name, "server.env");

    private protected static bool Answers(string host, int port)
    {
        try
        {
            using var client = new TcpClient(host, port);
            return client.Connected;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Skips the test where the server is not there.</summary>
    private protected void Require(string title, string name) =>
        Assert.SkipUnless(File.Exists(file) && Runs, $"there is no {title} server (tests/servers/start-{name}.sh starts one)");
}
