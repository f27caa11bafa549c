using System.Data.Common;
using System.Globalization;
using System.Management.Automation;
using StageTools.Databases;
using StageTools.Export;
using StageTools.Hosting;
using StageTools.Stages;

namespace StageTools.Rows;

/// <summary>The parameters by which Export-StageData says how rows are laid in files, and which database they come from.</summary>
internal static class ExportSettings
{
    /// <summary>The options that the parameters say.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c>.</exception>
    public static ExportOptions Read(bool force, long? maxFileSize, object[]? partitionBy, bool validate)
    {
        var byScript = PartitionScript(partitionBy) is not null;
        return new ExportOptions
        {
            Overwrite = force,
            MaxFileSize = maxFileSize,
            PartitionBy = byScript ? [] : [.. (partitionBy ?? []).Select(static c => Convert.ToString(Plain(c), CultureInfo.InvariantCulture) ?? string.Empty)],
            HasFolderValue = byScript,
            Validate = validate,
        };
    }

    /// <summary>The script that gives a row's folder; null where columns do, or nothing does.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c> for a script among others.</exception>
    public static ScriptBlock? PartitionScript(object[]? partitionBy)
    {
        var script = partitionBy?.Select(Plain).OfType<ScriptBlock>().FirstOrDefault();
        return script is not null && partitionBy!.Length > 1
            ? throw new StageException(StageErrorCode.OptionInvalid, "-PartitionBy takes names of columns, or one script block; have the script give the whole folder.", "PartitionBy")
            : script;
    }

    /// <summary>Opens the database that was given.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c>, <c>DatabaseInvalid</c>, and what else is wrong with it.</exception>
    public static Task<Database> OpenAsync(SessionState session, string? file, object? connection, CancellationToken cancellationToken)
    {
        if (file is not null)
        {
            var path = GivenPath.Resolve(session, file, isLiteral: true);
            return path.IsStage
                ? throw new StageException(StageErrorCode.PathInvalid, $"'{file}' lies in a stage, and a database wants a file of the file system; copy it there with Copy-StageFile.", file)
                : Database.OpenFileAsync(path.Text, create: false, cancellationToken);
        }

        return Plain(connection) switch
        {
            DbConnection open => Task.FromResult(Database.From(open)),
            string text => Database.OpenAsync(text, cancellationToken),
            var other => throw new StageException(
                StageErrorCode.OptionInvalid, $"-Connection takes an open ADO.NET connection or a connection string of PostgreSQL, not a {other?.GetType().Name}.", "Connection"),
        };
    }

    private static object? Plain(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
