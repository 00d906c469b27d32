"""Waitchain as cached actions: one reads each C++ target, one links what was read into a report.

    load("//waitchain:defs.bzl", "waitchain_report")

    waitchain_report(
        name = "waits",
        deps = ["//server:main"],
    )

`bazel build //:waits` reads every C++ target below `deps` in an action of its own, whose only inputs are the target's
files and Waitchain itself: no headers of others, no flags, no environment. After an edit one target is read again, and
all are linked again.
"""

FactsInfo = provider(
    doc = "What was read of a target and of those that it depends on.",
    fields = {"sets": "depset of files that `waitchain facts` wrote"},
)

_tool = {
    "_node": attr.label(
        default = "@waitchain_install//:node",
        executable = True,
        allow_single_file = True,
        cfg = "exec",
    ),
    "_cli": attr.label(
        default = "@waitchain_install//:cli.mjs",
        allow_single_file = True,
    ),
    "_rest": attr.label(default = "@waitchain_install//:files"),
}

def _waitchain(ctx, mnemonic, message, arguments, inputs, output):
    ctx.actions.run(
        executable = ctx.executable._node,
        arguments = [ctx.file._cli.path] + arguments,
        inputs = depset(inputs, transitive = [ctx.attr._rest[DefaultInfo].files]),
        outputs = [output],
        mnemonic = mnemonic,
        progress_message = message,
    )

_extensions = ["c", "cc", "cpp", "cxx", "h", "hh", "hpp", "hxx", "inc", "inl", "ipp", "tcc"]

def _facts_impl(target, ctx):
    attrs = ctx.rule.attr
    sets = [
        dep[FactsInfo].sets
        for name in ["deps", "implementation_deps"]
        for dep in getattr(attrs, name, [])
        if FactsInfo in dep
    ]
    files = [
        file
        for name in ["srcs", "hdrs", "textual_hdrs"]
        for dep in getattr(attrs, name, [])
        for file in dep[DefaultInfo].files.to_list()
        if file.extension in _extensions
    ]
    if CcInfo not in target or not files:
        return [FactsInfo(sets = depset(transitive = sets))]
    output = ctx.actions.declare_file(target.label.name + ".waitchain-facts")
    _waitchain(
        ctx,
        mnemonic = "WaitchainFacts",
        message = "Reading %s for waits" % target.label,
        # One action, one thread, no cache of its own: Bazel has many, and one.
        arguments = ["facts", "--quiet", "--no-cache", "-j", "0", "-o", output.path] +
                    [file.path for file in files],
        inputs = files,
        output = output,
    )
    return [FactsInfo(sets = depset([output], transitive = sets))]

waitchain_facts = aspect(
    implementation = _facts_impl,
    attr_aspects = ["deps", "implementation_deps"],
    attrs = _tool,
    doc = "Reads the files of a C++ target, and of all that it depends on.",
)

def _report_impl(ctx):
    sets = depset(transitive = [dep[FactsInfo].sets for dep in ctx.attr.deps]).to_list()
    output = ctx.actions.declare_file(ctx.label.name + "." + ctx.attr.format)
    _waitchain(
        ctx,
        mnemonic = "WaitchainLink",
        message = "Looking for waits that never end below %s" % ctx.label,
        arguments = ["link", "--fail-on", "never", "-f", ctx.attr.format, "-o", output.path] +
                    [file.path for file in sets],
        inputs = sets,
        output = output,
    )
    return [DefaultInfo(files = depset([output]))]

waitchain_report = rule(
    implementation = _report_impl,
    attrs = dict(
        _tool,
        deps = attr.label_list(
            mandatory = True,
            aspects = [waitchain_facts],
            providers = [CcInfo],
            doc = "C++ targets; all that they depend on is looked at with them.",
        ),
        format = attr.string(
            default = "json",
            values = ["json", "short", "text"],
            doc = "Also the extension of the report.",
        ),
    ),
    doc = "What Waitchain finds in C++ targets and in all that they depend on.",
)
