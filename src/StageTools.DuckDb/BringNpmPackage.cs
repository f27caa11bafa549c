// Compiled by the build (see NativeLibrary.targets), not into the assembly.
using System;
using System.IO;
using System.IO.Compression;
using System.Net.Http;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>Downloads packages from an npm registry, checks each against its hash, and lays one file of each and its licence into a folder.</summary>
public class BringNpmPackage : Task
{
    /// <summary>Each with its Url, Integrity (SHA-512, base64), File and Folder.</summary>
    [Required]
    public ITaskItem[] Packages { get; set; }

    public override bool Execute()
    {
        foreach (var package in Packages)
        {
            var url = package.GetMetadata("Url");
            try
            {
                Log.LogMessage(MessageImportance.High, "StageTools: bringing {0}", url);
                Bring(url, package.GetMetadata("Integrity"), package.GetMetadata("File"), package.GetMetadata("Folder"));
            }
            catch (Exception e) when (!(e is InvalidDataException))
            {
                // No network is no reason not to build the rest.
                Log.LogMessage(
                    MessageImportance.High,
                    "StageTools: DuckDB's library for {0} is left out, and what needs it will say so: {1} cannot be had ({2}). Build again with access to an npm registry; npm_config_registry names another one.",
                    package.ItemSpec,
                    url,
                    e.GetBaseException().Message);
            }
            catch (InvalidDataException e)
            {
                // Something else under that name: nobody should go on with it unaware.
                Log.LogError("StageTools: {0}: {1}", url, e.Message);
            }
        }

        return !Log.HasLoggedErrors;
    }

    private static void Bring(string url, string integrity, string file, string folder)
    {
        byte[] packed;
        using (var client = new HttpClient { Timeout = TimeSpan.FromMinutes(5) })
        {
            packed = client.GetByteArrayAsync(url).GetAwaiter().GetResult();
        }

        using (var hash = SHA512.Create())
        {
            if (Convert.ToBase64String(hash.ComputeHash(packed)) != integrity)
            {
                throw new InvalidDataException("the package is not the one that was pinned: its SHA-512 is another.");
            }
        }

        Directory.CreateDirectory(folder);
        using (var unpacked = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress))
        {
            Unpack(unpacked, file, folder);
        }

        if (!File.Exists(Path.Combine(folder, file)))
        {
            throw new InvalidDataException("the package has no file " + file + ".");
        }
    }

    /// <summary>Reads a tar archive: blocks of 512 bytes, a header (name, size in octal) before each file. The library comes last, for it says that all is there.</summary>
    private static void Unpack(Stream archive, string file, string folder)
    {
        string library = null;
        var header = new byte[512];
        while (ReadWhole(archive, header) && header[0] != 0)
        {
            var name = Encoding.ASCII.GetString(header, 0, 100).TrimEnd('\0');
            var size = Convert.ToInt64(Encoding.ASCII.GetString(header, 124, 11).Trim('\0', ' '), 8);
            var kept = name == "package/" + file ? file : name == "package/LICENSE" ? "duckdb.LICENSE" : null;

            // A build beside this one may be doing the same: a name of our own first, then the real one, whoever is there first.
            var temporary = Path.Combine(folder, Guid.NewGuid().ToString("N") + ".tmp");
            using (var target = kept == null ? Stream.Null : File.Create(temporary))
            {
                CopyWhole(archive, target, size);
            }

            CopyWhole(archive, Stream.Null, (512 - (size % 512)) % 512);
            if (kept == file)
            {
                library = temporary;
            }
            else if (kept != null)
            {
                Place(temporary, Path.Combine(folder, kept));
            }
        }

        if (library != null)
        {
            Place(library, Path.Combine(folder, file));
        }
    }

    private static void Place(string temporary, string path)
    {
        try
        {
            File.Move(temporary, path);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(temporary);
        }
    }

    private static bool ReadWhole(Stream from, byte[] block)
    {
        for (int read, done = 0; done < block.Length; done += read)
        {
            read = from.Read(block, done, block.Length - done);
            if (read == 0)
            {
                return false;
            }
        }

        return true;
    }

    private static void CopyWhole(Stream from, Stream to, long count)
    {
        var block = new byte[1 << 16];
        while (count > 0)
        {
            var read = from.Read(block, 0, (int)Math.Min(block.Length, count));
            if (read == 0)
            {
                throw new InvalidDataException("the package ends too early.");
            }

            to.Write(block, 0, read);
            count -= read;
        }
    }
}
