using System.Diagnostics;
using System.Text;

namespace StageTools.Core.Tests.Formats;

/// <summary>Python's csv, json and gzip modules: readers and writers that are not ours.</summary>
internal static class Python
{
    private static readonly Lazy<bool> IsThere = new(static () =>
    {
        try
        {
            return Run("print(1)", []).Length > 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    });

    public static void SkipUnlessThere() => Assert.SkipUnless(IsThere.Value, "python3 is not on PATH");

    /// <summary>Runs a program with these bytes as its input; gives back its output.</summary>
    public static byte[] Run(string program, byte[] input)
    {
        var start = new ProcessStartInfo("python3")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            ArgumentList = { "-c", program },
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            Environment = { ["PYTHONUTF8"] = "1" },
        };
        using var process = Process.Start(start)!;

        // Every program here reads all its input before it writes.
        process.StandardInput.BaseStream.Write(input);
        process.StandardInput.Close();
        var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
        return output.ToArray();
    }
}
