using System.Diagnostics;

namespace Ingest.IntegrationTests.Faults;

/// <summary>A disk of a few megabytes in memory, mounted on a folder. Only root may do that.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    private string Filler => System.IO.Path.Combine(Path, "another-program");

    /// <summary>Mounts it, or skips the test with the reason why not.</summary>
    public static SmallDisk Mount(string path, int megabytes)
    {
        Directory.CreateDirectory(path);
        var (exitCode, errors) = Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", path);
        Assert.SkipWhen(exitCode != 0, $"A small disk cannot be mounted here, which takes root: {errors}");
        return new SmallDisk(path);
    }

    /// <summary>Fills it to the last byte, as another program would.</summary>
    public void Fill()
    {
        using var file = File.OpenHandle(Filler, FileMode.Create, FileAccess.Write);
        var bytes = new byte[4096];
        for (var offset = 0L; ; offset += bytes.Length)
        {
            try
            {
                RandomAccess.Write(file, bytes, offset);
            }
            catch (IOException)
            {
                return;
            }
        }
    }

    public void Free() => File.Delete(Filler);

    public void Dispose() => Run("umount", "-l", Path);

    private static (int ExitCode, string Errors) Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, errors);
        }
        catch (System.ComponentModel.Win32Exception fault)
        {
            return (1, fault.Message);
        }
    }
}
