using System.Globalization;
using System.Net;
using StageTools.TestServers;

// dotnet StageTools.TestServers.dll --target 127.0.0.1:7580 [--port N] [--latency MILLISECONDS] [--manner oss|gcs|aws:REGION]
var target = (EndPoint?)null;
var (port, latency, manner) = (0, 0.0, (IManner?)null);
for (var at = 0; at < args.Length; at += 2)
{
    var value = at + 1 < args.Length ? args[at + 1] : throw new ArgumentException($"{args[at]} wants a value.", nameof(args));
    switch (args[at])
    {
        case "--target":
            target = IPEndPoint.Parse(value);
            break;
        case "--port":
            port = int.Parse(value, CultureInfo.InvariantCulture);
            break;
        case "--latency":
            latency = double.Parse(value, CultureInfo.InvariantCulture);
            break;
        case "--manner":
            manner = Manners.Parse(value);
            break;
        default:
            throw new ArgumentException("No such option: " + args[at], nameof(args));
    }
}

using var proxy = new S3Proxy(target ?? throw new ArgumentException("--target is wanted.", nameof(args)), port);
proxy.Latency = TimeSpan.FromMilliseconds(latency);
proxy.Manner = manner;
Console.WriteLine("listening on " + proxy.Port.ToString(CultureInfo.InvariantCulture));

// The end of the input ends it, too: it does not outlive who started it.
while (Console.ReadLine() is { } line && line != "quit")
    Console.WriteLine(Command.Run(proxy, line));
