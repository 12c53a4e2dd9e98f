/* Decodes one ActiveSync WBXML document again and again with libwbxml and prints MB/s of WBXML read.
 * Usage: libwbxml FILE SECONDS. Built by bench/wbxml.ts with the system's cc. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <wbxml/wbxml.h>

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double) t.tv_sec + (double) t.tv_nsec / 1e9;
}

static WBXMLConvWBXML2XML *converter(void)
{
    WBXMLConvWBXML2XML *conv = NULL;
    if (wbxml_conv_wbxml2xml_create(&conv) != WBXML_OK) return NULL;
    wbxml_conv_wbxml2xml_set_language(conv, WBXML_LANG_ACTIVESYNC);
    wbxml_conv_wbxml2xml_set_gen_type(conv, WBXML_GEN_XML_COMPACT);
    return conv;
}

int main(int argc, char **argv)
{
    static unsigned char document[1 << 20];
    if (argc != 3) return 2;
    FILE *file = fopen(argv[1], "rb");
    if (file == NULL) return 2;
    size_t length = fread(document, 1, sizeof document, file);
    fclose(file);

    double seconds = atof(argv[2]), start = now(), spent;
    long rounds = 0;
    do {
        WBXMLConvWBXML2XML *conv = converter();
        unsigned char *xml = NULL;
        WB_ULONG size = 0;
        if (conv == NULL) return 1;
        if (wbxml_conv_wbxml2xml_run(conv, document, (WB_ULONG) length, &xml, &size) != WBXML_OK) return 1;
        free(xml);
        wbxml_conv_wbxml2xml_destroy(conv);
        rounds++;
        spent = now() - start;
    } while (spent < seconds);
    printf("%.3f\n", (double) length * (double) rounds / spent / 1e6);
    return 0;
}
