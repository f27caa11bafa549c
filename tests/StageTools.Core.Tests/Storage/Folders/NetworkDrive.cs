namespace StageTools.Core.Tests.Storage.Folders;

/// <summary>
/// A folder that is a network drive to the workers that use it: files, and the list of what is mounted, tell them that it is NFS, by a library that stands
/// before the C library. .NET then takes no lock that several writers could share, as on a real one, which no test has. Nor is a file locked for nobody
/// else that is open for reading alone.
/// </summary>
internal sealed class NetworkDrive : IDisposable
{
    private const string Code =
        """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <errno.h>
        #include <fcntl.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/file.h>
        #include <sys/vfs.h>

        int open(const char *path, int flags, ...)
        {
            __builtin_va_list more;
            __builtin_va_start(more, flags);
            int mode = flags & O_CREAT ? __builtin_va_arg(more, int) : 0;
            __builtin_va_end(more);
            if (strcmp(path, "/proc/self/mountinfo") == 0)
                path = getenv("TEST_MOUNTS");
            if (getenv("TEST_OTHERS") && (flags & (O_ACCMODE | O_CREAT)) == O_RDWR)
                return errno = EACCES, -1;
            return ((int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open"))(path, flags, mode);
        }

        int flock(int file, int operation)
        {
            if ((operation & LOCK_EX) && (fcntl(file, F_GETFL) & O_ACCMODE) == O_RDONLY)
                return errno = EBADF, -1;
            return ((int (*)(int, int))dlsym(RTLD_NEXT, "flock"))(file, operation);
        }

        static int asNfs(int result, struct statfs *told)
        {
            if (result == 0)
                told->f_type = 0x6969;
            return result;
        }

        int statfs(const char *path, struct statfs *told)
        {
            return asNfs(((int (*)(const char *, struct statfs *))dlsym(RTLD_NEXT, "statfs"))(path, told), told);
        }

        int fstatfs(int file, struct statfs *told)
        {
            return asNfs(((int (*)(int, struct statfs *))dlsym(RTLD_NEXT, "fstatfs"))(file, told), told);
        }

        int open64(const char *path, int flags, ...) __attribute__((alias("open")));
        int statfs64(const char *path, struct statfs64 *told) { return statfs(path, (struct statfs *)told); }
        int fstatfs64(int file, struct statfs64 *told) { return fstatfs(file, (struct statfs *)told); }
        """;

    private readonly TestFolder _folder = new();
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);

    private NetworkDrive() => Root = _folder.Folder("drive");

    public string Root { get; }

    /// <summary>Has all files in it be another user's, which nobody else may write.</summary>
    public void BelongsToOthers(bool really)
    {
        if (really)
            _environment.Add("TEST_OTHERS", "1");
        else
            _environment.Remove("TEST_OTHERS");
    }

    /// <summary>The parts of files in it, living and dead.</summary>
    public string[] Parts => Directory.GetFiles(Root, ".stagetools-*.part", SearchOption.AllDirectories);

    /// <summary>Makes one, or skips the test.</summary>
    public static async Task<NetworkDrive> MakeOrSkipAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.Is64BitProcess && Child.Exists("cc"), "the library is made on Linux of 64 bits, by a C compiler");
        var drive = new NetworkDrive();
        var library = drive._folder.At("nfs.so");
        await Child.RunAsync("cc", ["-shared", "-fPIC", "-o", library, drive._folder.Write("nfs.c", Code), "-ldl"]);
        drive._environment.Add("LD_PRELOAD", library);
        drive._environment.Add("TEST_MOUNTS", drive._folder.Write("mounts", $"1 0 0:1 / / rw - ext4 /dev/root rw\n2 1 0:2 / {drive.Root} rw - nfs server:/drive rw\n"));
        return drive;
    }

    /// <summary>Starts a worker and waits until it has begun.</summary>
    public Task<Worker> StartAsync(string work, string argument) => Worker.StartReadyAsync(_environment, work, Root, argument);

    /// <summary>Runs a worker to its end; what it says.</summary>
    public async Task<string> RunAsync(string work, string argument)
    {
        using var worker = Worker.Start(_environment, work, Root, argument);
        return await worker.FinishAsync();
    }

    public void Dispose() => _folder.Dispose();
}
