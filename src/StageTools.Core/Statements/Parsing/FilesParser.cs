using StageTools.Formats.Options;
using StageTools.Sql;
using StageTools.Statements.Parts;

namespace StageTools.Statements.Parsing;

/// <summary>Reads the statements about a stage's files: LIST, REMOVE, PRESIGN, PUT, GET, COPY FILES.</summary>
internal static class FilesParser
{
    /// <summary>Reads LIST.</summary>
    public static Statement List(StatementCursor cursor)
    {
        cursor.Expect("LIST");
        return ListFilesStatement.Options.Read(cursor, new ListFilesStatement(cursor.TakeLocation()));
    }

    /// <summary>Reads REMOVE, of either dialect.</summary>
    public static Statement Remove(StatementCursor cursor)
    {
        cursor.Expect("REMOVE");
        if (!cursor.TryTake("FILES"))
            return RemoveFilesStatement.Options.Read(cursor, new RemoveFilesStatement(cursor.TakeLocation()));

        var ifExists = cursor.TakeIfExists();
        cursor.Expect("FROM", "STAGE");
        return new RemoveFilesStatement(cursor.TakeLocation()) { IfExists = ifExists, Dialect = Dialect.MatrixOne };
    }

    /// <summary>Reads PRESIGN.</summary>
    public static Statement Presign(StatementCursor cursor)
    {
        cursor.Expect("PRESIGN");
        var token = cursor.Peek();
        PresignMethod? method = cursor.TryTake("DOWNLOAD") ? PresignMethod.Download : cursor.TryTake("UPLOAD") ? PresignMethod.Upload : null;
        if (method is null && token.Kind is SqlTokenKind.Word && NearMiss.Find(token.Span, ["DOWNLOAD", "UPLOAD"]) is not null)
            throw cursor.Expected("DOWNLOAD, UPLOAD or a stage path", ["DOWNLOAD", "UPLOAD"]);

        return PresignStatement.Options.Read(cursor, new PresignStatement(cursor.TakeLocation()) { Method = method });
    }

    /// <summary>Reads PUT.</summary>
    public static Statement Put(StatementCursor cursor)
    {
        cursor.Expect("PUT");
        var source = cursor.TakeLocalPath();
        return PutFilesStatement.Options.Read(cursor, new PutFilesStatement(source, cursor.TakeLocation()));
    }

    /// <summary>Reads GET.</summary>
    public static Statement Get(StatementCursor cursor)
    {
        cursor.Expect("GET");
        var source = cursor.TakeLocation();
        return GetFilesStatement.Options.Read(cursor, new GetFilesStatement(source, cursor.TakeLocalPath()));
    }

    /// <summary>Reads COPY FILES.</summary>
    public static Statement Copy(StatementCursor cursor)
    {
        cursor.Expect("COPY", "FILES", "INTO");
        var target = cursor.TakeLocation();
        cursor.Expect("FROM");
        return CopyFilesStatement.Options.Read(cursor, new CopyFilesStatement(target, cursor.TakeLocation()));
    }
}
