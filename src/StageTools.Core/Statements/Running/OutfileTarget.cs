using StageTools.Errors;
using StageTools.Export;
using StageTools.Export.Parts;
using StageTools.Formats.Options;
using StageTools.Paths;
using StageTools.Statements.Running.Results;

namespace StageTools.Statements.Running;

/// <summary>Where and how MatrixOne's INTO OUTFILE lays its files.</summary>
internal static class OutfileTarget
{
    /// <summary>
    /// Where the file goes: into a stage where the path names one, else, as far as the policy lets it, to this machine or a bucket.
    /// </summary>
    /// <exception cref="StageException">
    /// <c>StageRequired</c>, <c>StageNotFound</c>, <c>StageDisabled</c>, <c>CredentialRequired</c>, <c>OptionInvalid</c>, <c>PathInvalid</c>.
    /// </exception>
    public static async Task<ExportTarget> FindAsync(StatementRun run, SelectIntoOutfileStatement statement, CancellationToken cancellationToken)
    {
        var (engine, text, format) = (run.Engine, statement.Target, Format(statement));
        if (await StagePlace.FindAsync(engine, text, cancellationToken).ConfigureAwait(false) is { } path)
        {
            RequireName(path, StagePath.Split(path).KeyText);
            return await ExportTarget.StageAsync(engine.Stages, path, format, FieldFormat.Defaults, cancellationToken).ConfigureAwait(false);
        }

        // The policy's word comes before all others'.
        var shown = StageUrl.WithoutSecrets(text);
        await ExportTarget.RequireNoStageAsync(engine.Stages, shown, cancellationToken).ConfigureAwait(false);
        RequireName(shown, text);
        if (KnownStores.All.FolderOf(KnownStores.All.ParseUrl(text, run.Settings.Folder)) is { } local)
            return await ExportTarget.LocalAsync(engine.Stages, local, format, FieldFormat.Defaults, cancellationToken).ConfigureAwait(false);

        var connection = statement.Credentials is { } settings
            ? KnownStores.All.ParseConnection(settings.Select(static s => KeyValuePair.Create(s.Key, s.Value)))
            : null;
        return await ExportTarget.UrlAsync(engine.Stages, text, connection, format, FieldFormat.Defaults, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>How rows are laid in files.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c>.</exception>
    public static ExportOptions Options(SelectIntoOutfileStatement statement, ExportTarget target)
    {
        if (statement is { MaxFileSize: not null, SplitSize: not null })
        {
            throw new StageException(
                StageErrorCode.OptionInvalid,
                "MAX_FILE_SIZE and SPLITSIZE both say how large a file may become; leave one of them out.",
                statement.Target);
        }

        // What FIELDS and LINES say is of text files.
        (target.Format.Format is { } format && !FormatTraits.Of(format).IsText ? target.Format.Merge(Format(statement)) : target.Format).Validate();

        // A name with %d is that of many files, also where one holds all rows.
        var most = PartNames.IsNumbered(target.File.Name) ? long.MaxValue : (long?)null;
        return new ExportOptions { MaxFileSize = statement.MaxFileSize ?? statement.SplitSize ?? most };
    }

    private static FileFormat Format(SelectIntoOutfileStatement statement) => FieldFormat.Of(statement.Fields) with
    {
        Format = statement.Format,
        Header = statement.Header,
        ForceQuoteColumns = statement.ForceQuote is { } columns ? new ColumnNames(columns) : null,

        // Those columns are enclosed beside all texts.
        ForceQuote = FieldFormat.Of(statement.Fields).ForceQuote ?? (statement.ForceQuote is null ? null : true),
    };

    private static void RequireName(string shown, string text)
    {
        if (text.Length == 0 || text[^1] == '/' || text[^1] == Path.DirectorySeparatorChar)
        {
            throw new StageException(
                StageErrorCode.PathInvalid,
                $"INTO OUTFILE wants a file's name, and '{shown}' is a folder; add one, such as '{shown.TrimEnd('/')}/rows.csv'.",
                shown);
        }
    }
}
